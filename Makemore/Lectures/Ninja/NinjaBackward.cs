namespace Makemore;

/// <summary>A gradient computed by hand, of a tensor whose <see cref="Tensor.Grad"/> the tape computes.</summary>
/// <param name="Of">The tensor.</param>
/// <param name="ByHand">∂loss/∂(that tensor).</param>
internal sealed record HandGradient(Tensor Of, Tensor ByHand);

/// <summary>
/// Lecture 5, exercise 1: backpropagation by hand through <see cref="NinjaForward"/>, from the last line to the first. Two rules do it:
/// what was broadcast forward is summed backward (and a sum forward broadcasts backward), and a tensor that was used twice adds up
/// what comes back from both.
/// </summary>
internal static class NinjaBackward
{
    /// <summary>All 26 gradients, the last operation's first.</summary>
    public static IReadOnlyList<HandGradient> Run(NinjaForward f)
    {
        using var _ = Tensor.NoGrad();
        var p = f.P;
        int n = f.Y.Count;

        // loss = -logprobs[range(n), y].mean(): only the right letters' logprobs count, each 1/n
        var dlogprobs = -1.0 / n * F.OneHot(f.Y, NinjaParameters.Letters);
        var dprobs = dlogprobs / f.Probs; // log'(x) = 1/x: boosts examples whose right letter had little probability

        // probs = counts · counts_sum_inv, the second broadcast over the letters
        var dcountsSumInv = (f.Counts * dprobs).Sum([1], keepDim: true);
        var dcountsSum = -f.CountsSum.Pow(-2) * dcountsSumInv;
        var dcounts = (f.CountsSumInv * dprobs) + dcountsSum; // used twice: in probs, and in the sum
        var dnormLogits = f.Counts * dcounts; // exp' = exp

        // norm_logits = logits - logit_maxes; the maximum passes its gradient on to the letter that has it
        var dlogitMaxes = -dnormLogits.Sum([1], keepDim: true); // about 0: shifting all logits changes nothing
        var dlogits = dnormLogits + (F.OneHot(f.Logits.ArgMax(1), NinjaParameters.Letters) * dlogitMaxes);

        // logits = h·W2 + b2: the shapes leave only one way to multiply
        var dh = dlogits.MatMul(p.W2.T);
        var dW2 = f.H.T.MatMul(dlogits);
        var db2 = dlogits.Sum([0]);
        var dhpreact = (1 - f.H.Pow(2)) * dh; // tanh' = 1 - tanh²

        // hpreact = bngain · bnraw + bnbias
        var dbngain = (f.BnRaw * dhpreact).Sum([0], keepDim: true);
        var dbnbias = dhpreact.Sum([0], keepDim: true);
        var dbnraw = p.BnGain * dhpreact;

        // bnraw = bndiff · bnvar_inv
        var dbnvarInv = (f.BnDiff * dbnraw).Sum([0], keepDim: true);
        var dbnvar = -0.5 * (f.BnVar + NinjaForward.Eps).Pow(-1.5) * dbnvarInv;
        var dbndiff2 = (1.0 / (n - 1) * dbnvar).Expand([n, dbnvar.Shape[1]]);
        var dbndiff = (f.BnVarInv * dbnraw) + (2 * f.BnDiff * dbndiff2); // used twice: in bnraw, and squared

        // bndiff = hprebn - bnmeani
        var dbnmeani = -dbndiff.Sum([0], keepDim: true);
        var dhprebn = dbndiff + (1.0 / n * dbnmeani); // used twice: in bndiff, and in the mean

        // hprebn = embcat·W1 + b1
        var dembcat = dhprebn.MatMul(p.W1.T);
        var dW1 = f.EmbCat.T.MatMul(dhprebn);
        var db1 = dhprebn.Sum([0]);

        // embcat is emb in another shape; emb = C[x]: each row of C gets what comes back to its copies
        var demb = dembcat.Reshape(n, NinjaParameters.BlockSize, NinjaParameters.Embedding);
        var dC = F.OneHot(f.X.Reshape(-1), NinjaParameters.Letters).T.MatMul(demb.Reshape(-1, NinjaParameters.Embedding));

        return
        [
            new(f.LogProbs, dlogprobs), new(f.Probs, dprobs), new(f.CountsSumInv, dcountsSumInv), new(f.CountsSum, dcountsSum),
            new(f.Counts, dcounts), new(f.NormLogits, dnormLogits), new(f.LogitMaxes, dlogitMaxes), new(f.Logits, dlogits),
            new(f.H, dh), new(p.W2, dW2), new(p.B2, db2), new(f.HPreAct, dhpreact), new(p.BnGain, dbngain), new(p.BnBias, dbnbias),
            new(f.BnRaw, dbnraw), new(f.BnVarInv, dbnvarInv), new(f.BnVar, dbnvar), new(f.BnDiff2, dbndiff2), new(f.BnDiff, dbndiff),
            new(f.BnMeanI, dbnmeani), new(f.HPreBn, dhprebn), new(f.EmbCat, dembcat), new(p.W1, dW1), new(p.B1, db1), new(f.Emb, demb),
            new(p.C, dC),
        ];
    }

    /// <summary>
    /// Exercise 2: softmax and cross-entropy in one expression. The gradient of the logits pulls every probability down by its size, and
    /// the right letter's up by 1: dlogits = (softmax(logits) - onehot(y)) / n.
    /// </summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor y) => (logits.Softmax(1) - F.OneHot(y, NinjaParameters.Letters)) / y.Count;

    /// <summary>
    /// Exercise 3: batch norm in one expression, after a page of algebra:
    /// dhprebn = gain · var_inv/n · (n·dy - Σdy - n/(n-1) · raw · Σ(dy·raw)), the sums over the batch.
    /// </summary>
    public static Tensor BatchNorm(Tensor dhpreact, Tensor bnraw, Tensor bnvarInv, Tensor bngain)
    {
        double n = dhpreact.Shape[0];
        var sum = dhpreact.Sum([0], keepDim: true);
        var weightedSum = (dhpreact * bnraw).Sum([0], keepDim: true);
        return bngain * bnvarInv / n * ((n * dhpreact) - sum - (n / (n - 1) * bnraw * weightedSum));
    }
}
