namespace Lectures;

internal sealed class ChainExercise() : Exercise(5, 7, ExerciseKind.Backward)
{
    private const int B = 8, T = 3, E = 10, H = 16, V = 27;
    private const double Eps = 1e-5;

    public override IEnumerable<Check> Checks =>
    [
        new("cross-entropy: logprobs to logits", learner =>
            Compare(learner, "logprobs", "probs", "counts_sum_inv", "counts_sum", "counts", "norm_logits", "logit_maxes", "logits")),
        new("the second layer: h to hpreact", learner => Compare(learner, "h", "W2", "b2", "hpreact")),
        new("batch norm: bngain to hprebn", learner =>
            Compare(learner, "bngain", "bnbias", "bnraw", "bnvar_inv", "bnvar", "bndiff2", "bndiff", "bnmeani", "hprebn")),
        new("the first layer: embcat to C", learner => Compare(learner, "embcat", "W1", "b1", "emb", "C")),
    ];

    private static void Compare(Learner learner, params string[] names)
    {
        var g = new TorchGenerator(5);
        Tensor x = Tensor.RandInt(0, V, [B, T], g), y = Tensor.RandInt(0, V, [B], g);
        var byTape = Forward(x, y, g);
        var values = byTape.ToDictionary(pair => pair.Key, pair => pair.Value.Detach());
        var byHand = new Dictionary<string, Tensor>();
        learner.Function<Action<Dictionary<string, Tensor>, Tensor, Tensor, Dictionary<string, Tensor>>>("Backward")(values, x, y, byHand);
        foreach (string name in names)
        {
            Expect.True(byHand.ContainsKey(name), $"There is no d[\"{name}\"] yet; so far right: {string.Join(", ", names.TakeWhile(other => other != name).DefaultIfEmpty("none of this part"))}.");
            var right = byTape[name].Grad!;
            Expect.Same($"the shape of d[\"{name}\"]", right.Shape.ToArray(), byHand[name].Shape.ToArray());
            Expect.Close($"d[\"{name}\"]", right.ToDoubles(), byHand[name].ToDoubles(), 1e-6);
        }
    }

    /// <summary>The forward pass of the lecture, and the tape's gradients of all its tensors.</summary>
    private static Dictionary<string, Tensor> Forward(Tensor x, Tensor y, TorchGenerator g)
    {
        var v = new Dictionary<string, Tensor>();
        Tensor Kept(string name, Tensor tensor) => v[name] = tensor.RetainGrad();
        Tensor Drawn(string name, int[] shape, double factor, double shift = 0) => v[name] = ((Tensor.Randn(shape, g) * factor) + shift).AsParameter(name);
        Tensor c = Drawn("C", [V, E], 1), w1 = Drawn("W1", [T * E, H], 0.3), b1 = Drawn("b1", [H], 0.1), w2 = Drawn("W2", [H, V], 0.5), b2 = Drawn("b2", [V], 0.1);
        Tensor gain = Drawn("bngain", [1, H], 0.1, 1), bias = Drawn("bnbias", [1, H], 0.1);
        var embcat = Kept("embcat", Kept("emb", c[x]).Reshape(B, T * E));
        var hprebn = Kept("hprebn", embcat.MatMul(w1) + b1);
        var bndiff = Kept("bndiff", hprebn - Kept("bnmeani", 1.0 / B * hprebn.Sum([0], keepDim: true)));
        var bnvar = Kept("bnvar", 1.0 / (B - 1) * Kept("bndiff2", bndiff.Pow(2)).Sum([0], keepDim: true));
        var bnraw = Kept("bnraw", bndiff * Kept("bnvar_inv", (bnvar + Eps).Pow(-0.5)));
        var h = Kept("h", Kept("hpreact", (gain * bnraw) + bias).Tanh());
        var logits = Kept("logits", h.MatMul(w2) + b2);
        var counts = Kept("counts", Kept("norm_logits", logits - Kept("logit_maxes", logits.Max(1, keepDim: true).Values)).Exp());
        var probs = Kept("probs", counts * Kept("counts_sum_inv", Kept("counts_sum", counts.Sum([1], keepDim: true)).Pow(-1)));
        (-Kept("logprobs", probs.Log())[Tensor.Arange(B), y].Mean()).Backward();
        return v;
    }
}
