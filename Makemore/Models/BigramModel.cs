namespace Makemore;

/// <summary>
/// The bigram as a network (lecture 2): row i of a (V, V) table holds the logits of what follows token i. It starts at zero,
/// where every letter is as likely as any other: the first loss is ln V.
/// </summary>
public sealed class BigramModel : WordModel
{
    private readonly Tensor table;

    /// <summary>A table of zeros.</summary>
    /// <param name="config">V.</param>
    /// <param name="device">Where it lives; null: the default device.</param>
    public BigramModel(ModelConfig config, Device? device = null)
        : base(config) => table = Parameter("logits", Tensor.Zeros([VocabSize, VocabSize], device));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => F.Embedding(table, x); // (B, T) to (B, T, V)
}
