namespace NanoGpt;

/// <summary>The shape of a Llama, by the names of llama2.c. The defaults are its stories15M.</summary>
public sealed record LlamaConfig
{
    /// <summary>Channels of the residual stream.</summary>
    public int Dim { get; init; } = 288;

    /// <summary>Channels inside the MLP.</summary>
    public int HiddenDim { get; init; } = 768;

    /// <summary>Transformer blocks.</summary>
    public int NLayers { get; init; } = 6;

    /// <summary>Heads of queries in a block; divides the channels into even parts.</summary>
    public int NHeads { get; init; } = 6;

    /// <summary>Heads of keys and values; divides the heads of queries, which share them.</summary>
    public int NKvHeads { get; init; } = 6;

    /// <summary>Number of tokens that exist.</summary>
    public int VocabSize { get; init; } = 32000;

    /// <summary>Longest context, in tokens.</summary>
    public int MaxSeqLen { get; init; } = 256;

    /// <summary>Whether the output layer's weight is the token embedding's table.</summary>
    public bool TieWeights { get; init; } = true;

    /// <summary>Share of activations dropped while training.</summary>
    public float Dropout { get; init; }

    /// <summary>Channels of a head.</summary>
    public int HeadSize => Dim / NHeads;

    /// <summary>Numbers that a model of this shape learns.</summary>
    public double ParameterCount =>
        ((TieWeights ? 1.0 : 2.0) * VocabSize * Dim)
        + ((double)NLayers * ((2.0 * Dim) + ((2.0 * Dim * Dim) + (2.0 * Dim * NKvHeads * HeadSize)) + (3.0 * Dim * HiddenDim)))
        + Dim;

    /// <summary>How wide llama2.c makes the MLP: two thirds of the four times that a GPT has, since it has three matrices, not two; rounded up to 32.</summary>
    public static int HiddenFor(int dim) => (int)((((8L * dim) / 3) + 31) / 32 * 32);

    /// <summary>Says what is wrong with the sizes.</summary>
    /// <exception cref="DataException">A size is not positive, or the heads do not divide the channels or each other.</exception>
    public void Validate()
    {
        foreach (var (name, size) in new[]
        {
            ("dim", Dim), ("hidden_dim", HiddenDim), ("n_layers", NLayers), ("n_heads", NHeads),
            ("n_kv_heads", NKvHeads), ("vocab_size", VocabSize), ("max_seq_len", MaxSeqLen),
        })
        {
            if (size < 1)
            {
                throw new DataException($"{name} is {size}; it must be at least 1.");
            }
        }

        if (Dim % NHeads != 0 || HeadSize % 2 != 0)
        {
            throw new DataException($"dim {Dim} and n_heads {NHeads} do not fit: every head gets an equal, even share of the channels, which turn in pairs.");
        }

        if (Dropout is < 0 or >= 1 or float.NaN)
        {
            throw new DataException($"dropout is {Dropout}; it must be at least 0 and less than 1.");
        }

        if (NHeads % NKvHeads != 0)
        {
            throw new DataException($"n_heads {NHeads} is not divisible by n_kv_heads {NKvHeads}: every head of keys and values is shared by as many heads of queries.");
        }
    }
}
