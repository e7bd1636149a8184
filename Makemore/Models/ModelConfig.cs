namespace Makemore;

/// <summary>The models of lectures 2 to 7, by the names that <c>--type</c> takes.</summary>
public enum ModelKind
{
    /// <summary>Vaswani et al. 2017.</summary>
    Transformer,

    /// <summary>A table of logits, learned by gradients.</summary>
    Bigram,

    /// <summary>The same table, counted.</summary>
    BigramCounts,

    /// <summary>Bengio et al. 2003.</summary>
    Mlp,

    /// <summary>The MLP with batch normalisation.</summary>
    Batchnorm,

    /// <summary>Letters joined pair by pair, as in van den Oord et al. 2016.</summary>
    Wavenet,

    /// <summary>A plain recurrent network.</summary>
    Rnn,

    /// <summary>Cho et al. 2014.</summary>
    Gru,

    /// <summary>Hochreiter and Schmidhuber 1997.</summary>
    Lstm,

    /// <summary>A bag of words: every letter so far counts the same.</summary>
    Bow,
}

/// <summary>The sizes of a model; each kind uses those that it has a use for.</summary>
/// <param name="VocabSize">V: the letters, and token 0 for start and stop.</param>
/// <param name="BlockSize">T: the longest word and its stop.</param>
public sealed record ModelConfig(int VocabSize, int BlockSize)
{
    /// <summary>Transformer blocks.</summary>
    public int NLayer { get; init; } = 4;

    /// <summary>Attention heads; they divide the channels.</summary>
    public int NHead { get; init; } = 4;

    /// <summary>C: numbers for a letter.</summary>
    public int NEmbd { get; init; } = 64;

    /// <summary>H: numbers in a hidden layer or state.</summary>
    public int NEmbd2 { get; init; } = 64;

    /// <summary>Makes a model with fresh weights, drawn in PyTorch's order.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    /// <exception cref="DataException">The sizes do not fit each other.</exception>
    public LanguageModel Create(ModelKind kind, TorchGenerator? generator = null, Device? device = null) => kind switch
    {
        ModelKind.Transformer => new TransformerModel(this, generator, device),
        ModelKind.Bigram => new BigramModel(this, device),
        ModelKind.BigramCounts => new BigramCountsModel(this, device),
        ModelKind.Mlp => new MlpModel(this, generator, device),
        ModelKind.Batchnorm => new BatchNormModel(this, generator, device),
        ModelKind.Wavenet => new WaveNetModel(this, generator, device),
        ModelKind.Rnn => new RecurrentModel(this, () => new RnnCell(NEmbd, NEmbd2, generator, device), generator, device),
        ModelKind.Gru => new RecurrentModel(this, () => new GruCell(NEmbd, NEmbd2, generator, device), generator, device),
        ModelKind.Lstm => new RecurrentModel(this, () => new LstmCell(NEmbd, NEmbd2, generator, device), generator, device),
        ModelKind.Bow => new BowModel(this, generator, device),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
