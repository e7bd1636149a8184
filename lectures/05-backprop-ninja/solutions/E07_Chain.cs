// All of them in one chain
//
// Exercise 1 of the lecture: every gradient from the loss down to C, for the forward pass of its program. The names are the lecture's;
// x (B, 3) and y (B) are letter numbers. Put each gradient under its tensor's name: d["logprobs"], d["probs"], ... in the order of the
// list; the checks compare them group by group with the tape's, so you need not have all to see the first. B = 8 examples here,
// E = 10 numbers a letter, H = 16 neurons, V = 27 letters, eps = 1e-5.
//? Two rules do nearly all of it: what was broadcast forward is summed backward, and what was summed is broadcast. What is used twice adds up.
//? logprobs: -1/n at the right letters. probs: dlogprobs / probs. counts_sum_inv: (counts · dprobs).sum(1, keepdim). counts: two ways. Matrix products: the shapes leave one way only.
//? d["hprebn"] = d["bndiff"] + (1.0 / n * d["bnmeani"]); and d["C"] by F.OneHot(x.Reshape(-1), 27).T.MatMul(d["emb"].Reshape(-1, 10));
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
        // <solution>
        d["logprobs"] = -1.0 / n * F.OneHot(y, 27);
        d["probs"] = d["logprobs"] / v["probs"];
        d["counts_sum_inv"] = (v["counts"] * d["probs"]).Sum([1], keepDim: true);
        d["counts_sum"] = -v["counts_sum"].Pow(-2) * d["counts_sum_inv"];
        d["counts"] = (v["counts_sum_inv"] * d["probs"]) + d["counts_sum"];
        d["norm_logits"] = v["counts"] * d["counts"];
        d["logit_maxes"] = -d["norm_logits"].Sum([1], keepDim: true);
        d["logits"] = d["norm_logits"] + (F.OneHot(v["logits"].ArgMax(1), 27) * d["logit_maxes"]);

        d["h"] = d["logits"].MatMul(v["W2"].T);
        d["W2"] = v["h"].T.MatMul(d["logits"]);
        d["b2"] = d["logits"].Sum([0]);
        d["hpreact"] = (1 - v["h"].Pow(2)) * d["h"];

        d["bngain"] = (v["bnraw"] * d["hpreact"]).Sum([0], keepDim: true);
        d["bnbias"] = d["hpreact"].Sum([0], keepDim: true);
        d["bnraw"] = v["bngain"] * d["hpreact"];
        d["bnvar_inv"] = (v["bndiff"] * d["bnraw"]).Sum([0], keepDim: true);
        d["bnvar"] = -0.5 * (v["bnvar"] + 1e-5).Pow(-1.5) * d["bnvar_inv"];
        d["bndiff2"] = (1.0 / (n - 1) * d["bnvar"]).Expand([n, v["bnvar"].Shape[1]]);
        d["bndiff"] = (v["bnvar_inv"] * d["bnraw"]) + (2 * v["bndiff"] * d["bndiff2"]);
        d["bnmeani"] = -d["bndiff"].Sum([0], keepDim: true);
        d["hprebn"] = d["bndiff"] + (1.0 / n * d["bnmeani"]);

        d["embcat"] = d["hprebn"].MatMul(v["W1"].T);
        d["W1"] = v["embcat"].T.MatMul(d["hprebn"]);
        d["b1"] = d["hprebn"].Sum([0]);
        d["emb"] = d["embcat"].Reshape(n, 3, 10);
        d["C"] = F.OneHot(x.Reshape(-1), 27).T.MatMul(d["emb"].Reshape(-1, 10));
        // <skeleton>
        // // Cross-entropy: logprobs, probs, counts_sum_inv, counts_sum, counts, norm_logits, logit_maxes, logits.
        // // d["logprobs"] = ...
        //
        // // The second layer: h, W2, b2, hpreact.
        //
        // // Batch norm: bngain, bnbias, bnraw, bnvar_inv, bnvar, bndiff2, bndiff, bnmeani, hprebn.
        //
        // // The first layer: embcat, W1, b1, emb, C.
        // </solution>
    }
}
