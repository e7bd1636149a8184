#:project ../lectures.csproj

// Lecture 5: every gradient of lecture 4's network by hand, and a training that never calls Backward().
// B examples in a batch, T = 3 letters of context, E = 10 numbers a letter, H neurons, V = 27 letters.

using Kernels;
using Lectures;
using Makemore;
using Micrograd;

const ulong seed = 2147483647;
const int batchSize = 32;
var lecture = Lecture.Start("5 Becoming a backprop ninja", args);

lecture.Step("The names, and one batch of 32 examples");
var corpus = Corpora.Names(allowFallback: true);
lecture.Uses(corpus);
var names = NameSplits.Of(NameSplits.NamesOf(corpus), Parameters.T);
lecture.Expect("examples to train on", names.Train.Count, "182625");
lecture.Expect("to develop on", names.Dev.Count, "22655");
lecture.Expect("to test on", names.Test.Count, "22866");
var g = new TorchGenerator(seed);
var parameters = new Parameters(64, g);
var batches = new Minibatches(names.Train, batchSize, g);
batches.Draw();
lecture.Expect("parameters", parameters.Count, "4137");

lecture.Step("The forward pass in small steps");
var forward = new ForwardPass(parameters, batches.X, batches.Y);
double lossInPieces = forward.Loss.Item();
lecture.Expect("loss", lossInPieces, "3.3377", within: 0.1); // the lecture drew bngain and bnbias without a seed
lecture.Check("F.CrossEntropy agrees to 1e-6", Math.Abs(F.CrossEntropy(forward.Logits.Detach(), forward.Y).Item() - lossInPieces) < 1e-6);

lecture.Step("What the tape says");
forward.Loss.Backward();
var small = new ForwardPass(new Parameters(3, new TorchGenerator(seed)), batches.X[..4], batches.Y[..4]); // to be followed by eye
TimeMachine.Save(lecture.NewPage("time-machine"), "The same network with 3 neurons and 4 examples, step by step", small.Loss);
lecture.Say($"{forward.All.Length} tensors on the way from C to the loss have their gradient");

lecture.Step("Exercise 1: 26 gradients by hand, the last line's first");
using (Tensor.NoGrad())
{
    foreach (var (of, byHand) in BackwardPass(forward))
    {
        Compare(of.Name, byHand, of.Grad!);
    }
}

lecture.Step("Exercise 2: softmax and cross-entropy in one expression");
var dlogits = CrossEntropyBackward(forward.Logits.Detach(), forward.Y);
Compare("logits", dlogits, forward.Logits.Grad!);
double[][] pulls = [.. dlogits.ToDoubles().Chunk(Parameters.V).Select(row => row.Select(number => number * batchSize).ToArray())];
lecture.Say($"first row, times {batchSize}: sum {pulls[0].Sum():F6}; the right letter {pulls[0].Min():F4}, the others {1 + pulls[0].Min():F4} together");
lecture.Check("each row sums to 0: what pushes one letter up pulls the others down", pulls.All(row => Math.Abs(row.Sum()) < 1e-5));
lecture.ShowInText("dlogits", new MatrixPlot("dlogits: a row for each example, a column for each letter", [[new NamedMatrix("the probability, and minus 1 at the right letter", pulls)]])
{
    Cell = 16,
    RowNames = [.. forward.Y.ToInts().Select(letter => names.Letters.Decode([letter]))],
    ColumnNames = [.. Enumerable.Range(0, Parameters.V).Select(letter => names.Letters.Decode([letter]))],
});
lecture.ShowInText("crossentropy", new SvgPicture("Softmax and cross-entropy of three logits", GraphView.ToSvg(SmallCrossEntropy())));

lecture.Step("Exercise 3: batch norm in one expression");
Compare("hprebn", BatchNormBackward(forward.HPreAct.Grad!, forward.BnRaw.Detach(), forward.BnVarInv.Detach(), parameters.BnGain.Detach()), forward.HPreBn.Grad!);

lecture.Step("The same in double, where a mistake cannot pass for rounding");
Tensor.DefaultDevice = Device.Reference;
var exact = new ForwardPass(new Parameters(64, new TorchGenerator(seed)), Tensor.From(batches.X.ToInts(), batches.X.Shape), Tensor.From(batches.Y.ToInts(), batches.Y.Shape));
exact.Loss.Backward();
using (Tensor.NoGrad())
{
    lecture.Check("all 26 agree to 1e-15", BackwardPass(exact).Max(pair => MaxDifference(pair.ByHand, pair.Of.Grad!)) < 1e-15);
    var dhprebn = BatchNormBackward(exact.HPreAct.Grad!, exact.BnRaw.Detach(), exact.BnVarInv.Detach(), exact.P.BnGain.Detach());
    double worst = Math.Max(MaxDifference(CrossEntropyBackward(exact.Logits.Detach(), exact.Y), exact.Logits.Grad!), MaxDifference(dhprebn, exact.HPreBn.Grad!));
    lecture.Check($"the two expressions are off by {worst:G1}, which is rounding", worst < 1e-15);
    var byProduct = F.OneHot(exact.X.Reshape(-1), Parameters.V).T.MatMul(exact.Emb.Grad!.Reshape(-1, Parameters.E)); // (V, B·T)(B·T, E)
    lecture.Check("a product with one-hot rows adds the embedding's gradient up as the loop does", MaxDifference(byProduct, exact.P.C.Grad!) < 1e-15);
    double slip = MaxDifference(-0.5 * exact.BnVar.Detach().Pow(-1.5) * exact.BnVarInv.Grad!, exact.BnVar.Grad!);
    lecture.Check($"eps forgotten in bnvar's gradient: off by {slip:G1}, which would pass in float and does not here", slip is < 1e-6 and > 1e-12);
}

Tensor.DefaultDevice = Device.Cpu;

lecture.Step("Exercise 4: training without the tape");
g = new TorchGenerator(seed);
parameters = new Parameters(200, g);
batches = new Minibatches(names.Train, batchSize, g);
lecture.Expect("parameters", parameters.Count, "12297");
int steps = lecture.Steps(200_000, whenQuick: 1000);
var losses = new double[steps];
using (Tensor.NoGrad()) // nothing is recorded: Backward() would have nothing to walk
{
    for (int step = 0; step < steps; step++)
    {
        using var scope = Tensor.Scope(); // what is made inside is freed at its end
        batches.Draw();
        losses[step] = TrainStep(parameters, batches.X, batches.Y, step < 100_000 ? 0.1 : 0.01);
        if (step % 20_000 == 0)
        {
            lecture.Say($"{step,7}/{steps,7}: {losses[step]:F4}");
        }
    }
}

lecture.Expect("first loss", losses[0], "3.7805", within: 0.1); // bngain and bnbias once more
lecture.ShowInText("losses", DiagnosticPlots.Losses("Training without the tape", ("batches", losses)));

lecture.Step("What it learned");
using (Tensor.NoGrad())
{
    // Once, at the end: mean and variance of all training examples stand in for the batch's.
    using var scope = Tensor.Scope();
    var all = HiddenBeforeNorm(parameters, names.Train.Range(0, names.Train.Count).X).HPreBn;
    Tensor mean = all.Mean([0]), varianceInv = (all.Variance([0]) + ForwardPass.Eps).Pow(-0.5);
    double Loss(Examples examples) => SplitLosses.Of(x => Output(parameters, (HiddenBeforeNorm(parameters, x).HPreBn - mean) * varianceInv).Logits, examples, lecture.MostExamples);
    lecture.ExpectWhole("train", Loss(names.Train), "2.0705", within: 0.01); // other gains and biases at the start
    lecture.ExpectWhole("val", Loss(names.Dev), "2.1099", within: 0.01);
}

return lecture.End();

// ∂loss/∂(each tensor). Two rules do it: what was broadcast forward is summed backward, and a sum forward broadcasts backward;
// and a tensor that was used twice adds up what comes back from both.
static (Tensor Of, Tensor ByHand)[] BackwardPass(ForwardPass f)
{
    var p = f.P;
    int n = f.Y.Count;

    // loss = -logprobs[range(n), y].mean(): only the right letters' logprobs count, each 1/n
    var dlogprobs = -1.0 / n * F.OneHot(f.Y, Parameters.V);
    var dprobs = dlogprobs / f.Probs; // log'(x) = 1/x: boosts examples whose right letter had little probability

    // probs = counts · counts_sum_inv, the second (B, 1) broadcast over the letters
    var dcountsSumInv = (f.Counts * dprobs).Sum([1], keepDim: true);
    var dcountsSum = -f.CountsSum.Pow(-2) * dcountsSumInv;
    var dcounts = (f.CountsSumInv * dprobs) + dcountsSum; // used twice: in probs, and in the sum
    var dnormLogits = f.Counts * dcounts; // exp' = exp

    // norm_logits = logits - logit_maxes; the maximum passes its gradient on to the letter that has it
    var dlogitMaxes = -dnormLogits.Sum([1], keepDim: true); // about 0: shifting all logits changes nothing
    var dlogits = dnormLogits + (F.OneHot(f.Logits.ArgMax(1), Parameters.V) * dlogitMaxes);

    // logits = h·W2 + b2: the shapes leave only one way to multiply
    var dh = dlogits.MatMul(p.W2.T); // (B, V)(V, H)
    var dW2 = f.H.T.MatMul(dlogits); // (H, B)(B, V)
    var db2 = dlogits.Sum([0]);
    var dhpreact = (1 - f.H.Pow(2)) * dh; // tanh' = 1 - tanh²

    // hpreact = bngain · bnraw + bnbias, gain and bias (1, H) broadcast over the batch
    var dbngain = (f.BnRaw * dhpreact).Sum([0], keepDim: true);
    var dbnbias = dhpreact.Sum([0], keepDim: true);
    var dbnraw = p.BnGain * dhpreact;

    // bnraw = bndiff · bnvar_inv
    var dbnvarInv = (f.BnDiff * dbnraw).Sum([0], keepDim: true);
    var dbnvar = -0.5 * (f.BnVar + ForwardPass.Eps).Pow(-1.5) * dbnvarInv;
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
    var demb = dembcat.Reshape(n, Parameters.T, Parameters.E);
    double[] rows = new double[Parameters.V * Parameters.E], copies = demb.ToDoubles();
    foreach (var (i, letter) in f.X.ToInts().Index())
    {
        for (int j = 0; j < Parameters.E; j++)
        {
            rows[(letter * Parameters.E) + j] += copies[(i * Parameters.E) + j]; // +=: a letter occurs many times
        }
    }

    var dC = Tensor.From(rows, [Parameters.V, Parameters.E]);
    Tensor[] byHand =
    [
        dlogprobs, dprobs, dcountsSumInv, dcountsSum, dcounts, dnormLogits, dlogitMaxes, dlogits, dh, dW2, db2, dhpreact, dbngain,
        dbnbias, dbnraw, dbnvarInv, dbnvar, dbndiff2, dbndiff, dbnmeani, dhprebn, dembcat, dW1, db1, demb, dC,
    ];
    return [.. f.All.Zip(byHand)];
}

// (softmax - onehot) / n: every letter is pulled down by its probability, the right one pushed up by 1.
static Tensor CrossEntropyBackward(Tensor logits, Tensor y) => (logits.Softmax(1) - F.OneHot(y, Parameters.V)) / y.Count;

// gain · var_inv/n · (n·dy - Σdy - n/(n-1) · raw · Σ(dy·raw)), the sums over the batch: a page of algebra, in the README.
static Tensor BatchNormBackward(Tensor dhpreact, Tensor bnraw, Tensor bnvarInv, Tensor bngain)
{
    double n = dhpreact.Shape[0];
    var sum = dhpreact.Sum([0], keepDim: true);
    var weightedSum = (dhpreact * bnraw).Sum([0], keepDim: true);
    return bngain * bnvarInv / n * ((n * dhpreact) - sum - (n / (n - 1) * bnraw * weightedSum));
}

// Forward, backward by hand, update: the whole of a training step.
static double TrainStep(Parameters p, Tensor x, Tensor y, double learningRate)
{
    // Forward
    var (embcat, hprebn) = HiddenBeforeNorm(p, x);
    var bnvarInv = (hprebn.Variance([0], keepDim: true) + ForwardPass.Eps).Pow(-0.5);
    var bnraw = (hprebn - hprebn.Mean([0], keepDim: true)) * bnvarInv;
    var (h, logits) = Output(p, bnraw);
    double loss = F.CrossEntropy(logits, y).Item();

    // Backward
    var dlogits = CrossEntropyBackward(logits, y);
    var dh = dlogits.MatMul(p.W2.T);
    var dW2 = h.T.MatMul(dlogits);
    var db2 = dlogits.Sum([0]);
    var dhpreact = (1 - (h * h)) * dh;
    var dbngain = (bnraw * dhpreact).Sum([0], keepDim: true);
    var dbnbias = dhpreact.Sum([0], keepDim: true);
    var dhprebn = BatchNormBackward(dhpreact, bnraw, bnvarInv, p.BnGain);
    var dembcat = dhprebn.MatMul(p.W1.T);
    var dW1 = embcat.T.MatMul(dhprebn);
    var db1 = dhprebn.Sum([0]);
    var dC = F.OneHot(x.Reshape(-1), Parameters.V).T.MatMul(dembcat.Reshape(-1, Parameters.E)); // the loop over letters as a product

    // Update
    foreach (var (parameter, gradient) in p.All.Zip([dC, dW1, db1, dW2, db2, dbngain, dbnbias]))
    {
        parameter.Data -= learningRate * gradient;
    }

    return loss;
}

static (Tensor EmbCat, Tensor HPreBn) HiddenBeforeNorm(Parameters p, Tensor x)
{
    var embcat = F.Embedding(p.C, x).Reshape(-1, Parameters.T * Parameters.E);
    return (embcat, embcat.MatMul(p.W1) + p.B1);
}

static (Tensor H, Tensor Logits) Output(Parameters p, Tensor bnraw)
{
    var h = ((p.BnGain * bnraw) + p.BnBias).Tanh();
    return (h, h.MatMul(p.W2) + p.B2);
}

static double MaxDifference(Tensor byHand, Tensor byTape)
{
    if (!byHand.Shape.SequenceEqual(byTape.Shape))
    {
        throw new ShapeException($"By hand {Shapes.Format(byHand.Shape)}, by the tape {Shapes.Format(byTape.Shape)}.");
    }

    return byHand.ToDoubles().Zip(byTape.ToDoubles(), (ours, theirs) => Math.Abs(ours - theirs)).Max();
}

// The lecture's cmp: the same bits, or apart by rounding only.
void Compare(string name, Tensor byHand, Tensor byTape)
{
    double difference = MaxDifference(byHand, byTape);
    lecture.Check($"{name,-15} {Shapes.Format(byTape.Shape),-12} maxdiff {difference:G2} (exact: {(difference == 0 ? "yes" : "no")})", difference < 1e-6);
}

// With single numbers: -log of the second of three probabilities.
static Value SmallCrossEntropy()
{
    Value[] logits = [new(2, "logit 0"), new(1, "logit 1"), new(-1, "logit 2")];
    Value[] counts = [.. logits.Select((logit, i) => Named($"count {i}", logit.Exp()))];
    var loss = Named("loss", -Named("prob 1", counts[1] / Named("sum", counts[0] + counts[1] + counts[2])).Log());
    loss.Backward();
    return loss;
}

static Value Named(string label, Value value)
{
    value.Label = label;
    return value;
}

// Lecture 4's network with a bias before the batch norm. Nothing starts at 0 or 1, where wrong gradients can look right.
internal sealed class Parameters
{
    public const int T = 3, E = 10, V = 27;

    public Parameters(int hidden, TorchGenerator g)
    {
        var unseeded = new TorchGenerator(1337); // the lecture drew bngain and bnbias from the common generator, without a seed
        C = Tensor.Randn([V, E], g).AsParameter("C");
        W1 = (Tensor.Randn([T * E, hidden], g) * (5.0 / 3) / Math.Sqrt(T * E)).AsParameter("W1");
        B1 = (Tensor.Randn([hidden], g) * 0.1).AsParameter("b1"); // batch norm takes it away again
        W2 = (Tensor.Randn([hidden, V], g) * 0.1).AsParameter("W2");
        B2 = (Tensor.Randn([V], g) * 0.1).AsParameter("b2");
        BnGain = ((Tensor.Randn([1, hidden], unseeded) * 0.1) + 1).AsParameter("bngain");
        BnBias = (Tensor.Randn([1, hidden], unseeded) * 0.1).AsParameter("bnbias");
        All = [C, W1, B1, W2, B2, BnGain, BnBias];
    }

    public Tensor C { get; }

    public Tensor W1 { get; }

    public Tensor B1 { get; }

    public Tensor W2 { get; }

    public Tensor B2 { get; }

    public Tensor BnGain { get; }

    public Tensor BnBias { get; }

    public Tensor[] All { get; }

    public int Count => All.Sum(parameter => parameter.Count);
}

// The forward pass from the letters down to the loss, each step kept under its name.
internal sealed class ForwardPass
{
    public const double Eps = 1e-5;

    public readonly Parameters P;
    public readonly Tensor X, Y, Emb, EmbCat, HPreBn, BnMeanI, BnDiff, BnDiff2, BnVar, BnVarInv, BnRaw, HPreAct, H;
    public readonly Tensor Logits, LogitMaxes, NormLogits, Counts, CountsSum, CountsSumInv, Probs, LogProbs, Loss;

    public ForwardPass(Parameters p, Tensor x, Tensor y)
    {
        (P, X, Y) = (p, x, y);
        int n = y.Count;
        Emb = Kept("emb", p.C[x]); // (B, T, E)
        EmbCat = Kept("embcat", Emb.Reshape(n, -1)); // (B, T·E)

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

        // Non-linearity, linear layer 2
        H = Kept("h", HPreAct.Tanh()); // (B, H)
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

    // From the loss back to C, as the gradients are found.
    public Tensor[] All =>
    [
        LogProbs, Probs, CountsSumInv, CountsSum, Counts, NormLogits, LogitMaxes, Logits, H, P.W2, P.B2, HPreAct, P.BnGain,
        P.BnBias, BnRaw, BnVarInv, BnVar, BnDiff2, BnDiff, BnMeanI, HPreBn, EmbCat, P.W1, P.B1, Emb, P.C,
    ];

    private static Tensor Kept(string name, Tensor tensor)
    {
        tensor.Name = name;
        return tensor.RetainGrad();
    }
}
