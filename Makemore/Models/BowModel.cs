namespace Makemore;

/// <summary>
/// A causal bag of words: each position adds the plain mean of all positions up to it to its own vector, then a small MLP.
/// It is attention that pays every letter the same attention.
/// </summary>
public sealed class BowModel : WordModel
{
    private readonly Embedding wte;
    private readonly Embedding wpe;
    private readonly Linear cFc;
    private readonly Linear cProj;
    private readonly Linear lmHead;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    public BowModel(ModelConfig config, TorchGenerator? generator = null, Device? device = null)
        : base(config)
    {
        var (v, c, h) = (VocabSize, config.NEmbd, config.NEmbd2);
        wte = Child("wte", new Embedding(v, c, generator, device));
        wpe = Child("wpe", new Embedding(BlockSize, c, generator, device));
        cFc = Child("context_block.mlp.c_fc", new Linear(c, h, true, generator, device));
        cProj = Child("context_block.mlp.c_proj", new Linear(h, c, true, generator, device));
        lmHead = Child("lm_head", new Linear(c, v, true, generator, device));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        int t = Length(x);
        x = wte.Forward(x) + wpe.Weight[..t]; // (B, T, C)
        x += Averages(t, x.Device).MatMul(x); // (T, T)·(B, T, C): the bag
        x += cProj.Forward(cFc.Forward(x).Tanh());
        return lmHead.Forward(x); // (B, T, V)
    }

    /// <summary>A (T, T) matrix whose row i has 1/(i + 1) up to the diagonal: times x, the means of the first rows.</summary>
    private static Tensor Averages(int t, Device device) => Tensor.From(
        [.. Enumerable.Range(0, t * t).Select(at => at % t <= at / t ? 1.0 / ((at / t) + 1) : 0)], (int[])[t, t], device);
}
