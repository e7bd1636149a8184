// All of them in one chain
//
// Exercise 1 of the lecture: every gradient from the loss down to C, for the forward pass of its program. The names are the lecture's;
// x (B, 3) and y (B) are letter numbers. Put each gradient under its tensor's name: d["logprobs"], d["probs"], ... in the order of the
// list; the checks compare them group by group with the tape's, so you need not have all to see the first. B = 8 examples here,
// E = 10 numbers a letter, H = 16 neurons, V = 27 letters, eps = 1e-5.
namespace Exercises;

public static class Chain
{
    /// <summary>
    /// v has the forward pass: emb = C[x] (B, 3, E); embcat (B, 3E); hprebn = embcat·W1 + b1 (B, H); bnmeani = 1/n Σ hprebn (1, H);
    /// bndiff = hprebn - bnmeani; bndiff2 = bndiff²; bnvar = 1/(n-1) Σ bndiff2 (1, H); bnvar_inv = (bnvar + eps)^-0.5;
    /// bnraw = bndiff · bnvar_inv; hpreact = bngain · bnraw + bnbias; h = tanh(hpreact); logits = h·W2 + b2 (B, V);
    /// logit_maxes (B, 1); norm_logits = logits - logit_maxes; counts = exp(norm_logits); counts_sum (B, 1); counts_sum_inv = 1/counts_sum;
    /// probs = counts · counts_sum_inv; logprobs = ln(probs); loss = the mean of -logprobs[i, y[i]].
    /// </summary>
    public static void Backward(Dictionary<string, Tensor> v, Tensor x, Tensor y, Dictionary<string, Tensor> d)
    {
        int n = y.Count;
        // Cross-entropy: logprobs, probs, counts_sum_inv, counts_sum, counts, norm_logits, logit_maxes, logits.
        // d["logprobs"] = ...

        // The second layer: h, W2, b2, hpreact.

        // Batch norm: bngain, bnbias, bnraw, bnvar_inv, bnvar, bndiff2, bndiff, bnmeani, hprebn.

        // The first layer: embcat, W1, b1, emb, C.
    }
}
