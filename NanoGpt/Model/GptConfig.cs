namespace NanoGpt;

/// <summary>The shape of a GPT. The defaults are GPT-2 124M as nanoGPT trains it.</summary>
public sealed record GptConfig
{
    /// <summary>Longest context, in tokens.</summary>
    public int BlockSize { get; init; } = 1024;

    /// <summary>Number of tokens that exist.</summary>
    public int VocabSize { get; init; } = 50304;

    /// <summary>Transformer blocks.</summary>
    public int NLayer { get; init; } = 12;

    /// <summary>Attention heads in a block.</summary>
    public int NHead { get; init; } = 12;

    /// <summary>Channels of the residual stream; divisible by the heads.</summary>
    public int NEmbd { get; init; } = 768;

    /// <summary>Share of activations dropped while training.</summary>
    public float Dropout { get; init; }

    /// <summary>Biases in the linear layers and layer norms, as in GPT-2. nanoGPT trains without: a little better and faster.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Biases in the layer that makes queries, keys and values; null: as <see cref="Bias"/>. Lecture 7 has none there.</summary>
    public bool? QkvBias { get; init; }

    /// <summary>A bias in the output layer; only lecture 7 has one.</summary>
    public bool HeadBias { get; init; }

    /// <summary>The non-linearity of the MLP.</summary>
    public Activation Activation { get; init; } = Activation.GeluErf;

    /// <summary>Whether the output layer's weight is the token embedding's table.</summary>
    public bool TieWeights { get; init; } = true;

    /// <summary>Whether the projections back into the residual stream start smaller, by 1/√(2·NLayer), as in GPT-2.</summary>
    public bool ScaleResidualInit { get; init; } = true;

    /// <summary>Says what is wrong with the sizes.</summary>
    /// <exception cref="DataException">A size is not positive, the heads do not divide the channels, or dropout is out of range.</exception>
    public void Validate()
    {
        foreach (var (name, size) in new[] { ("block-size", BlockSize), ("vocab-size", VocabSize), ("n-layer", NLayer), ("n-head", NHead), ("n-embd", NEmbd) })
        {
            if (size < 1)
            {
                throw new DataException($"{name} is {size}; it must be at least 1.");
            }
        }

        if (NEmbd % NHead != 0)
        {
            throw new DataException($"n-embd {NEmbd} is not divisible by n-head {NHead}: every head gets an equal share of the channels. Choose n-embd as a multiple of n-head.");
        }

        if (Dropout is < 0 or >= 1 or float.NaN)
        {
            throw new DataException($"dropout is {Dropout}; it must be at least 0 and less than 1.");
        }
    }
}

/// <summary>The non-linearity of a GPT's MLP.</summary>
public enum Activation
{
    /// <summary>GELU by the error function: nanoGPT.</summary>
    GeluErf,

    /// <summary>GELU by its approximation with tanh: GPT-2, build-nanogpt, llm.c.</summary>
    GeluTanh,

    /// <summary>max(0, x): lecture 7.</summary>
    Relu,
}
