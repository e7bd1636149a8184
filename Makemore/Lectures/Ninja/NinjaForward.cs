namespace Makemore;

/// <summary>
/// Lecture 5's forward pass in the smallest steps, each kept under its name, from the letters down to the loss. B examples, H neurons,
/// V letters.
/// </summary>
internal sealed class NinjaForward
{
    /// <summary>Computes the loss of a batch.</summary>
    /// <param name="p">The parameters.</param>
    /// <param name="x">Contexts, (B, 3) of I32.</param>
    /// <param name="y">Targets, (B) of I32.</param>
    public NinjaForward(NinjaParameters p, Tensor x, Tensor y)
    {
        (P, X, Y) = (p, x, y);
        int n = y.Count;
        Emb = Kept("emb", p.C[x]); // (B, 3, 10)
        EmbCat = Kept("embcat", Emb.Reshape(n, -1)); // (B, 30)

        // Linear layer 1
        HPreBn = Kept("hprebn", EmbCat.MatMul(p.W1) + p.B1); // (B, H)

        // Batch norm
        BnMeanI = Kept("bnmeani", 1.0 / n * HPreBn.Sum([0], keepDim: true)); // (1, H)
        BnDiff = Kept("bndiff", HPreBn - BnMeanI); // (B, H)
        BnDiff2 = Kept("bndiff2", BnDiff.Pow(2)); // (B, H)
        BnVar = Kept("bnvar", 1.0 / (n - 1) * BnDiff2.Sum([0], keepDim: true)); // (1, H): n - 1 is Bessel's correction
        BnVarInv = Kept("bnvar_inv", (BnVar + Eps).Pow(-0.5)); // (1, H)
        BnRaw = Kept("bnraw", BnDiff * BnVarInv); // (B, H)
        HPreAct = Kept("hpreact", (p.BnGain * BnRaw) + p.BnBias); // (B, H)

        // Non-linearity
        H = Kept("h", HPreAct.Tanh()); // (B, H)

        // Linear layer 2
        Logits = Kept("logits", H.MatMul(p.W2) + p.B2); // (B, V)

        // Cross-entropy
        LogitMaxes = Kept("logit_maxes", Logits.Max(1, keepDim: true).Values); // (B, 1)
        NormLogits = Kept("norm_logits", Logits - LogitMaxes); // (B, V): at most 0, so that exp cannot overflow
        Counts = Kept("counts", NormLogits.Exp()); // (B, V)
        CountsSum = Kept("counts_sum", Counts.Sum([1], keepDim: true)); // (B, 1)
        CountsSumInv = Kept("counts_sum_inv", CountsSum.Pow(-1)); // (B, 1)
        Probs = Kept("probs", Counts * CountsSumInv); // (B, V)
        LogProbs = Kept("logprobs", Probs.Log()); // (B, V)
        Loss = -LogProbs[Tensor.Arange(n), y].Mean();
    }

    /// <summary>Added to the variance.</summary>
    public const double Eps = 1e-5;

    public NinjaParameters P { get; }

    public Tensor X { get; }

    public Tensor Y { get; }

    public Tensor Emb { get; }

    public Tensor EmbCat { get; }

    public Tensor HPreBn { get; }

    public Tensor BnMeanI { get; }

    public Tensor BnDiff { get; }

    public Tensor BnDiff2 { get; }

    public Tensor BnVar { get; }

    public Tensor BnVarInv { get; }

    public Tensor BnRaw { get; }

    public Tensor HPreAct { get; }

    public Tensor H { get; }

    public Tensor Logits { get; }

    public Tensor LogitMaxes { get; }

    public Tensor NormLogits { get; }

    public Tensor Counts { get; }

    public Tensor CountsSum { get; }

    public Tensor CountsSumInv { get; }

    public Tensor Probs { get; }

    public Tensor LogProbs { get; }

    /// <summary>The mean over the batch of -log of the right letter's probability.</summary>
    public Tensor Loss { get; }

    private static Tensor Kept(string name, Tensor tensor)
    {
        tensor.Name = name;
        return tensor.RetainGrad();
    }
}
