namespace NanoGpt;

/// <summary>The two parts of the data.</summary>
public enum Split
{
    /// <summary>What the model learns from: of a text, the first nine tenths.</summary>
    Train,

    /// <summary>What it has never seen: of a text, the last tenth.</summary>
    Val,
}

/// <summary>What a model learns from and is measured on: tokens in two parts.</summary>
public abstract class TrainingData : IDisposable
{
    /// <summary>Number of tokens that exist.</summary>
    public abstract int VocabSize { get; }

    /// <summary>The characters that the tokens stand for, in their order; null: they stand for something else.</summary>
    public abstract string? Characters { get; }

    /// <summary>The name of OpenAI's encoding that made the tokens; null: another.</summary>
    public abstract string? Encoding { get; }

    /// <summary>Makes text of tokens; null: nobody knows what they stand for.</summary>
    public abstract TextCodec? Codec { get; }

    /// <summary>What a sample begins with.</summary>
    public abstract int[] SamplePrompt { get; }

    /// <summary>A hash: tells whether a checkpoint was trained on the same data.</summary>
    public abstract string Sha256 { get; }

    /// <summary>The tokens of a part.</summary>
    public abstract ITokens Of(Split split);

    /// <summary>Makes sure that both parts hold a sequence and its targets.</summary>
    /// <exception cref="DataException">One is too short.</exception>
    public virtual void RequireLength(int blockSize)
    {
        var (split, tokens) = Of(Split.Train).Count < Of(Split.Val).Count ? (Split.Train, Of(Split.Train)) : (Split.Val, Of(Split.Val));
        if (tokens.Count <= blockSize)
        {
            throw new DataException(FormattableString.Invariant(
                $"The part {split.ToString().ToLowerInvariant()} of the data has {tokens.Count} tokens, but a sequence and its targets need block-size + 1 = {blockSize + 1}: prepare more text, or give a smaller --block-size."));
        }
    }

    /// <summary>The text of tokens; null: nobody knows what they stand for.</summary>
    public string? Decode(IEnumerable<int> tokens) => Codec is { } codec ? string.Concat(tokens.Select(codec.Add)) + codec.Flush() : null;

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
