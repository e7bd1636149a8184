namespace NanoGpt;

/// <summary>How many numbers a model would learn, without making it.</summary>
public static class ParameterCount
{
    private const int ShakespearesCharacters = 65;

    /// <summary>The parameters of the model that a configuration describes.</summary>
    /// <param name="config">Its kind and sizes.</param>
    /// <param name="vocabSize">Rows of the token table.</param>
    public static double Of(TrainConfig config, int vocabSize) => config.Model switch
    {
        ModelKind.Bigram => (double)vocabSize * vocabSize,
        ModelKind.Llama => config.ToLlamaConfig(vocabSize).ParameterCount,
        _ => new SizingTable(config.ToGptConfig(vocabSize)).ParameterCount,
    };

    /// <summary>The same where no text is at hand.</summary>
    public static double Of(TrainConfig config) => Of(config, UsualVocabSize(config));

    /// <summary>Rows of the token table where no text is at hand: as the configuration says, else GPT-2's tokens or tiny Shakespeare's characters.</summary>
    public static int UsualVocabSize(TrainConfig config) =>
        config.VocabSize > 0 ? config.VocabSize
        : config.Tokenizer == TokenizerKind.Gpt2 ? Gpt2Codec.Size
        : ShakespearesCharacters;
}
