namespace Micrograd;

/// <summary>Predicts the next token at every position.</summary>
public abstract class LanguageModel : Module
{
    /// <summary>The target of a position that does not count.</summary>
    public const int IgnoredTarget = -1;

    /// <summary>Longest context, in tokens.</summary>
    public abstract int BlockSize { get; }

    /// <summary>Number of tokens that exist.</summary>
    public abstract int VocabSize { get; }

    /// <summary>Where the parameters live.</summary>
    public Device Device => Parameters[0].Device;

    /// <summary>Where the dropout masks come from; null: the model drops nothing.</summary>
    public virtual DropoutSeeds? DropoutSeeds => null;

    /// <summary>In what precision <see cref="Loss"/> multiplies matrices; null: in float.</summary>
    public MixedPrecision? Precision { get; set; }

    /// <summary>
    /// Whether training computes each block twice and keeps only what goes into it, see <see cref="F.Recompute(Func{Tensor, Tensor}, Tensor, DropoutSeeds)"/>. Models
    /// without blocks have nothing to save.
    /// </summary>
    public bool RecomputesBlocks { get; set; }

    /// <summary>Token ids (B, T) of I32 to logits (B, T, V).</summary>
    public abstract override Tensor Forward(Tensor x);

    /// <summary>The mean cross-entropy of the next tokens, in nats.</summary>
    /// <param name="tokens">(B, T) of I32.</param>
    /// <param name="targets">(B, T) of I32: each position's next token, or <see cref="IgnoredTarget"/>.</param>
    public virtual Tensor Loss(Tensor tokens, Tensor targets)
    {
        using var entered = Precision?.Enter();
        return F.CrossEntropy(Forward(tokens), targets, IgnoredTarget);
    }

    /// <summary>
    /// Number of learned numbers, as the GPT papers count: without the position embeddings, which do not take part in
    /// the matrix products.
    /// </summary>
    public virtual long NonPositionParameterCount => ParameterCount;
}
