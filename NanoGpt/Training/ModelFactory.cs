namespace NanoGpt;

/// <summary>Makes the model that a configuration describes.</summary>
public static class ModelFactory
{
    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">What kind and how large.</param>
    /// <param name="vocabSize">Rows of the token table.</param>
    /// <param name="generator">Where the weights come from.</param>
    /// <param name="device">Where they live.</param>
    /// <param name="rank">Each rank's dropout masks are its own.</param>
    public static LanguageModel Create(TrainConfig config, int vocabSize, TorchGenerator generator, Device device, int rank = 0) => config.Model switch
    {
        ModelKind.Bigram => new Bigram(vocabSize, config.BlockSize, generator, device),
        ModelKind.Llama => new Llama(config.ToLlamaConfig(vocabSize), generator, device, dropoutSeed: DropoutSeed(config, rank)),
        _ => new Gpt(config.ToGptConfig(vocabSize), generator, device, dropoutSeed: DropoutSeed(config, rank)),
    };

    /// <summary>A trained model, to go on with: with the context, the dropout and its seed of the configuration, which follows the model in all else.</summary>
    /// <param name="source">Where the weights are.</param>
    /// <param name="config">As <see cref="ModelSource.Follow"/> made it.</param>
    /// <param name="device">Where they will live.</param>
    /// <param name="rank">As above.</param>
    /// <exception cref="DataException">The weights are damaged, or the device has not the memory.</exception>
    public static LanguageModel Load(ModelSource source, TrainConfig config, Device device, int rank = 0)
    {
        var model = ModelRebuild.With(source.Load(device), config.BlockSize, config.Dropout);
        if (model.DropoutSeeds is { } seeds)
        {
            seeds.Seed = DropoutSeed(config, rank);
        }

        return model;
    }

    /// <summary>The masks of rank 0 are those of a process alone; the others' seeds lie far from it and from each other.</summary>
    private static uint DropoutSeed(TrainConfig config, int rank) => unchecked((uint)config.Seed + ((uint)rank * 0x9E3779B9));
}
