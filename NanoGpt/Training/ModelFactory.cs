namespace NanoGpt;

/// <summary>Makes the model that a configuration describes.</summary>
public static class ModelFactory
{
    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">What kind and how large.</param>
    /// <param name="vocabSize">Rows of the token table.</param>
    /// <param name="generator">Where the weights come from.</param>
    /// <param name="device">Where they live.</param>
    public static LanguageModel Create(TrainConfig config, int vocabSize, TorchGenerator generator, Device device) => config.Model switch
    {
        ModelKind.Bigram => new Bigram(vocabSize, config.BlockSize, generator, device),
        ModelKind.Llama => new Llama(config.ToLlamaConfig(vocabSize), generator, device, dropoutSeed: (uint)config.Seed),
        _ => new Gpt(config.ToGptConfig(vocabSize), generator, device, dropoutSeed: (uint)config.Seed),
    };

    /// <summary>A trained model, to go on with: with the context, the dropout and its seed of the configuration, which follows the model in all else.</summary>
    /// <param name="source">Where the weights are.</param>
    /// <param name="config">As <see cref="ModelSource.Follow"/> made it.</param>
    /// <param name="device">Where they will live.</param>
    /// <exception cref="DataException">The weights are damaged, or the device has not the memory.</exception>
    public static LanguageModel Load(ModelSource source, TrainConfig config, Device device)
    {
        var model = ModelRebuild.With(source.Load(device), config.BlockSize, config.Dropout);
        if (model.DropoutSeeds is { } seeds)
        {
            seeds.Seed = (uint)config.Seed;
        }

        return model;
    }
}
