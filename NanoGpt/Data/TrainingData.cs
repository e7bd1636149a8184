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
    /// <summary>What the tokens stand for.</summary>
    public abstract TextCodec Codec { get; }

    /// <summary>A hash: tells whether a checkpoint was trained on the same data.</summary>
    public abstract string Sha256 { get; }

    /// <summary>The tokens of a part.</summary>
    public abstract ITokens Of(Split split);

    /// <summary>Makes sure that both parts hold a sequence and its targets.</summary>
    /// <exception cref="DataException">One is too short.</exception>
    public virtual void RequireLength(int blockSize)
    {
        foreach (var split in new[] { Split.Train, Split.Val })
        {
            if (Of(split).Count <= blockSize)
            {
                throw new DataException(FormattableString.Invariant(
                    $"The part {split.ToString().ToLowerInvariant()} of the data has {Of(split).Count} tokens, but a sequence and its targets need block-size + 1 = {blockSize + 1}: prepare more text, or give a smaller --block-size."));
            }
        }
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
