namespace NanoGpt;

/// <summary>Makes the model that a configuration describes.</summary>
public static class ModelFactory
{
    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">What kind and how large.</param>
    /// <param name="vocabSize">Number of tokens.</param>
    /// <param name="generator">Where the weights come from.</param>
    /// <param name="device">Where they live.</param>
    public static LanguageModel Create(TrainConfig config, int vocabSize, TorchGenerator generator, Device device) => config.Model switch
    {
        ModelKind.Bigram => new Bigram(vocabSize, config.BlockSize, generator, device),
        ModelKind.Llama => new Llama(config.ToLlamaConfig(vocabSize), generator, device, dropoutSeed: (uint)config.Seed),
        _ => new Gpt(config.ToGptConfig(vocabSize), generator, device, dropoutSeed: (uint)config.Seed),
    };
}
