#:project ../lectures.csproj
using Lectures;
using Makemore;
using Micrograd;

// makemore, part 3: what flows through a network when it starts, and what comes back. Three mistakes of lecture 3's network, one after another;
// batch normalization (Ioffe and Szegedy 2015), by hand; then a deep network of layers, and the pictures by which one judges its health.
var lecture = Lecture.Start("4 BatchNorm", args);
const ulong seed = 2147483647; // of the weights and of the batches
const int steps = 200_000;

lecture.Step("The network of lecture 3, and its first loss");
var corpus = Corpora.Names(allowFallback: true);
lecture.Uses(corpus);
var names = NameSplits.Of(NameSplits.NamesOf(corpus), blockSize: 3);
lecture.ExpectText("examples to train, develop, test", $"{names.Train.Count} {names.Dev.Count} {names.Test.Count}", "182625 22655 22866");
var log = new List<(string Name, SplitLosses Losses)>();
var original = Train("original", g => new Mlp(g, w1: 1, b1: 1, w2: 1, b2: 1), whenQuick: 500);
lecture.Expect("parameters", original.Net.ParameterCount, "11897");
lecture.Expect("first loss", original.Losses[0], "27.8817");
lecture.Say($"if it said that all letters are equally likely: {Math.Log(27):F4}");
lecture.ExpectWhole("train", log[^1].Losses.Train, "2.1245", within: 5e-3); // it starts so badly that rounding decides its course
lecture.ExpectWhole("dev", log[^1].Losses.Dev, "2.1682", within: 5e-3);

lecture.Step("Confidently wrong: four logits");
foreach (double size in (double[])[0, 1, 10])
{
    var logits = Tensor.Randn([1, 4], new TorchGenerator(seed)) * size;
    var shares = logits.Softmax().ToDoubles().Select(share => FormattableString.Invariant($"{share:F3}"));
    lecture.Say($"random logits times {size}: {string.Join(' ', shares)}, loss of the second {F.CrossEntropy(logits, Tensor.From([1], [1])).Item():F4}");
}

lecture.Step("Small logits at the start");
var softmax = Train("small logits", g => new Mlp(g, w1: 1, b1: 1, w2: 0.01, b2: 0), whenQuick: 500);
lecture.Expect("first loss", softmax.Losses[0], "3.3221");
lecture.ExpectWhole("train", log[^1].Losses.Train, "2.07");
lecture.ExpectWhole("dev", log[^1].Losses.Dev, "2.13");
lecture.ShowInText("first-steps", new LinePlot("The first 200 steps", "step", "loss of the batch",
[
    Curve("original", original.Losses), Curve("small logits", softmax.Losses),
]));

lecture.Step("Saturated tanh");
var saturated = HiddenAtStart(w1: 1, b1: 1); // (32, 200)
var healthy = HiddenAtStart(w1: 0.2, b1: 0.01);
Tensor derivative = 1 - (saturated * saturated); // of tanh: what it lets through of a gradient
lecture.Say($"share of the hidden numbers beyond 0.99: {Share(saturated, 0.99):P1}; what tanh lets through on average: {derivative.Mean().Item():F3}");
lecture.Say($"with W1 times 0.2 and b1 times 0.01: {Share(healthy, 0.99):P1}");
lecture.Check("no neuron is dead: none is beyond 0.99 for every example", Enumerable.Range(0, 200).All(neuron => Share(saturated[.., neuron], 0.99) < 1));
lecture.ShowInText("saturation", new LinePlot("What the hidden neurons say before training", "value", "density",
[
    Spread("W1 as drawn", saturated), Spread("W1 times 0.2", healthy),
]));
var tanh = Train("W1 times 0.2", g => new Mlp(g, w1: 0.2, b1: 0.01, w2: 0.01, b2: 0), whenQuick: 500);
lecture.Expect("first loss", tanh.Losses[0], "3.3135");
lecture.ExpectWhole("train", log[^1].Losses.Train, "2.0355966", within: 1e-5); // floats, summed in other orders, for 200,000 steps
lecture.ExpectWhole("dev", log[^1].Losses.Dev, "2.1026785", within: 1e-5);

lecture.Step("Where 0.2 comes from: Kaiming init");
var g10 = new TorchGenerator(seed);
Tensor x = Tensor.Randn([1000, 10], g10), w = Tensor.Randn([10, 200], g10);
lecture.Say($"x: std {Std(x):F3}; x times random w: {Std(x.MatMul(w)):F3}, about √10; w divided by √10: {Std(x.MatMul(w / Math.Sqrt(10))):F3}");
double gain = 5.0 / 3, factor = gain / Math.Sqrt(30); // tanh squeezes; its gain makes up for that
lecture.Say($"for 30 inputs and tanh: (5/3)/√30 = {factor:F4}");
var kaiming = Train("Kaiming", g => new Mlp(g, w1: factor, b1: 0.01, w2: 0.01, b2: 0), whenQuick: 500);
lecture.Expect("first loss", kaiming.Losses[0], "3.3179");
lecture.ExpectWhole("train", log[^1].Losses.Train, "2.0376642", within: 1e-5);
lecture.ExpectWhole("dev", log[^1].Losses.Dev, "2.1069896", within: 1e-5);

lecture.Step("Batch normalization");
var normalized = Train("batch norm", g => new BatchNormMlp(g), whenQuick: 1500);
var net = (BatchNormMlp)normalized.Net;
lecture.Expect("parameters", net.ParameterCount, "12097");
string[] printed = // every 10,000th loss
[
    "3.3239", "2.0322", "2.5675", "2.0125", "2.2446", "1.8897", "2.0785", "2.3681", "2.2918", "2.0238",
    "2.3673", "2.3132", "1.6414", "1.9311", "2.2231", "2.0027", "2.0997", "2.4949", "2.0199", "2.1707",
];
for (int i = 0; i * 10_000 < normalized.Losses.Length; i++)
{
    lecture.Expect($"step {i * 10_000}", normalized.Losses[i * 10_000], printed[i]);
}

lecture.ExpectWhole("train", log[^1].Losses.Train, "2.0674145", within: 1e-5);
lecture.ExpectWhole("dev", log[^1].Losses.Dev, "2.1056840", within: 1e-5);

lecture.Step("One example at a time: statistics for later");
using (Tensor.NoGrad())
{
    var all = net.BeforeNorm(names.Train.Range(0, names.Train.Count).X); // (182625, 200)
    var (mean, std) = (all.Mean([0]), all.Std([0])); // (200) each
    lecture.Say($"the running mean differs from that of all examples by {Furthest(mean, net.MeanRunning):F3} at most, the std by {Furthest(std, net.StdRunning):F3}");
    (net.MeanRunning.Data, net.StdRunning.Data) = (mean, std);
    lecture.ExpectWhole("dev, with the statistics of all examples", SplitLosses.Of(net, names, lecture.MostExamples).Dev, "2.1057", within: 0.002); // the lecture: nearly the same
}

lecture.Check("a bias before batch norm would get no gradient: its mean takes the bias away", GradientOfABias() < 1e-8);

lecture.Step("The loss log");
foreach (var (name, losses) in log)
{
    lecture.Say($"{name,-14} train {losses.Train:F4}, dev {losses.Dev:F4}");
}

lecture.Step("Layers, and a deep network of them");
var generator = new TorchGenerator(seed);
var deep = new Deep(generator, hasNorm: true, gain: 1);
lecture.Expect("parameters", deep.ParameterCount, "47024");
var named = deep.NamedParameters.Select(p => (p.Name.Replace("layers.layers.", "layer ").Replace(".weight", ""), p.Tensor)).ToList();
var updates = new UpdateRatios(named);
deep.Layers.IsWatching = true;
var batches = new Minibatches(names.Train, 32, generator);
IReadOnlyList<Distribution> activations = [], gradients = [];
IReadOnlyList<WeightGradient> weights = [];
double[] deepLosses = LectureTraining.Train(deep, batches, 1001, _ => 0.1, lecture.Output, step =>
{
    updates.Record(0.1);
    if (step == 1000)
    {
        (activations, gradients, weights) = (deep.Layers.Activations<Tanh>(), deep.Layers.Gradients<Tanh>(), WeightGradient.Of(named));
    }
});
deep.Layers.IsWatching = false;
lecture.Expect("first loss", deepLosses[0], "3.2870");

lecture.Step("What flows through it, and what comes back");
string[] saturatedPercent = ["2.78", "2.56", "2.25", "1.69", "1.88"], stds = ["0.63", "0.64", "0.65", "0.65", "0.65"];
for (int i = 0; i < 5; i++)
{
    lecture.Expect($"{activations[i].Name}, std", activations[i].Std, stds[i]);
    lecture.Expect($"{activations[i].Name}, percent beyond 0.97", 100 * activations[i].Saturated, saturatedPercent[i]);
}

lecture.ShowInText("activations", DiagnosticPlots.Activations(activations));
lecture.ShowInText("gradients", DiagnosticPlots.Gradients(gradients));
lecture.Show(DiagnosticPlots.WeightGradients(weights));

lecture.Step("How fast does each layer learn? Update to data");
foreach (var (name, ratios) in updates.Curves)
{
    lecture.Say($"{name}: a step changes 10^{ratios.TakeLast(100).Average():F2} of it");
}

lecture.ShowInText("updates", DiagnosticPlots.Updates(updates));

lecture.Step("Its losses, and its names");
var deepSplits = SplitLosses.Of(deep, names);
lecture.Expect("train", deepSplits.Train, "2.4002976", within: 1e-6);
lecture.Expect("dev", deepSplits.Dev, "2.3982467", within: 1e-6);
string[] made = NameWriter.Write(deep, names.Letters, 3, 20, new TorchGenerator(seed + 10));
lecture.ExpectText("names", string.Join(' ', made[..10]), "carpah qarlileif jmrix thty sacansa jazhnte dpn arciigqeiunellaia chriiv kalein");
lecture.ExpectText("names", string.Join(' ', made[10..]), "dhlm join qhinn sroin arian quiqaelogiearyxix kaeklinsan ed ecoia gtleley");

lecture.Step("Without batch norm, the gain decides");
var byGain = new List<(double Gain, IReadOnlyList<Distribution> Outputs)>();
foreach (double layerGain in (double[])[0.5, 1, 5.0 / 3, 3])
{
    var g = new TorchGenerator(seed);
    var plain = new Deep(g, hasNorm: false, layerGain);
    plain.Layers.IsWatching = true;
    plain.Forward(FirstBatch(g).X);
    var outputs = plain.Layers.Activations<Tanh>();
    byGain.Add((layerGain, outputs));
    if (layerGain == 5.0 / 3)
    {
        string[] there = ["20.25", "8.38", "6.62", "5.47", "6.12"];
        for (int i = 0; i < 5; i++)
        {
            lecture.Expect($"{outputs[i].Name}, percent beyond 0.97", 100 * outputs[i].Saturated, there[i]);
        }
    }

    string spread = string.Join(' ', outputs.Select(layer => FormattableString.Invariant($"{layer.Std:F2}")));
    string beyond = string.Join(' ', outputs.Select(layer => FormattableString.Invariant($"{layer.Saturated:P1}")));
    lecture.Say($"gain {layerGain:F2}: std {spread}, saturated {beyond}");
}

lecture.ShowInText("gains", new LinePlot("Depth without batch norm, before training", "tanh layer", "std of its outputs",
    [.. byGain.Select(one => new LineSeries(FormattableString.Invariant($"gain {one.Gain:F2}"), [1, 2, 3, 4, 5], [.. one.Outputs.Select(layer => layer.Std)]))]));
return lecture.End();

// Trains a network from the lecture's seed and notes its losses on the splits.
(Module Net, double[] Losses) Train(string name, Func<TorchGenerator, Module> create, int whenQuick)
{
    var g = new TorchGenerator(seed);
    var net = create(g);
    var batches = new Minibatches(names.Train, LectureTraining.BatchSize, g); // the batches come from the same generator, after the weights
    double[] losses = LectureTraining.Train(net, batches, lecture.Steps(steps, whenQuick), LectureTraining.DropAfter(steps / 2), lecture.Output);
    log.Add((name, SplitLosses.Of(net, names, lecture.MostExamples)));
    return (net, losses);
}

// The batch that the lecture sees first, after the weights were drawn.
Minibatches FirstBatch(TorchGenerator g)
{
    var batches = new Minibatches(names.Train, 32, g);
    batches.Draw();
    return batches;
}

// What the hidden neurons say for it: (32, 200).
Tensor HiddenAtStart(double w1, double b1)
{
    var g = new TorchGenerator(seed);
    var net = new Mlp(g, w1, b1, w2: 0.01, b2: 0);
    return net.Hidden(FirstBatch(g).X).Detach();
}

// The largest gradient of a bias that stands before batch norm.
double GradientOfABias()
{
    var batch = FirstBatch(new TorchGenerator(seed));
    var bias = Tensor.Zeros([200]).AsParameter("b1");
    F.CrossEntropy(net.AfterNorm(net.Norm(net.BeforeNorm(batch.X) + bias)), batch.Y).Backward();
    return bias.Grad!.ToDoubles().Max(Math.Abs);
}

static double Share(Tensor numbers, double limit) => numbers.ToDoubles().Average(number => Math.Abs(number) > limit ? 1.0 : 0);

static double Std(Tensor numbers) => Distribution.Of("", numbers).Std;

static double Furthest(Tensor a, Tensor b) => (a - b).ToDoubles().Max(Math.Abs);

static LineSeries Curve(string name, double[] losses) => new(name, [.. losses.Take(200).Select((_, step) => (double)step)], [.. losses.Take(200)]);

static LineSeries Spread(string name, Tensor numbers)
{
    var bins = Histogram.Of(numbers.ToDoubles());
    return new(name, bins.Centres, bins.Densities);
}

// Lecture 3's network; each of its parameters can start smaller than drawn.
sealed class Mlp : Module
{
    private readonly Tensor c, w1, b1, w2, b2;

    public Mlp(TorchGenerator g, double w1, double b1, double w2, double b2)
    {
        c = Parameter("C", Tensor.Randn([27, 10], g));
        this.w1 = Parameter("W1", Tensor.Randn([30, 200], g) * w1);
        this.b1 = Parameter("b1", Tensor.Randn([200], g) * b1);
        this.w2 = Parameter("W2", Tensor.Randn([200, 27], g) * w2);
        this.b2 = Parameter("b2", Tensor.Randn([27], g) * b2);
    }

    public Tensor Hidden(Tensor x) => (F.Embedding(c, x).Reshape(-1, 30).MatMul(w1) + b1).Tanh(); // (B, 3) to (B, 200)

    public override Tensor Forward(Tensor x) => Hidden(x).MatMul(w2) + b2; // (B, 27)
}

// The same with batch normalization before the tanh. It has no b1: the mean would take it away again.
sealed class BatchNormMlp : Module
{
    private readonly Tensor c, w1, w2, b2, bngain, bnbias;

    public BatchNormMlp(TorchGenerator g)
    {
        c = Parameter("C", Tensor.Randn([27, 10], g));
        w1 = Parameter("W1", Tensor.Randn([30, 200], g) * (5.0 / 3) / Math.Sqrt(30));
        w2 = Parameter("W2", Tensor.Randn([200, 27], g) * 0.01);
        b2 = Parameter("b2", Tensor.Randn([27], g) * 0);
        bngain = Parameter("bngain", Tensor.Ones([200]));
        bnbias = Parameter("bnbias", Tensor.Zeros([200]));
    }

    // What the mean and the standard deviation of the batches have been of late: (200) each.
    public Tensor MeanRunning { get; } = Tensor.Zeros([200]);
    public Tensor StdRunning { get; } = Tensor.Ones([200]);

    public override Tensor Forward(Tensor x) => AfterNorm(Norm(BeforeNorm(x)));

    public Tensor BeforeNorm(Tensor x) => F.Embedding(c, x).Reshape(-1, 30).MatMul(w1); // (B, 3) to (B, 200)

    public Tensor Norm(Tensor hpreact)
    {
        var (mean, std) = (MeanRunning, StdRunning);
        if (Training)
        {
            (mean, std) = (hpreact.Mean([0]), hpreact.Std([0])); // (200): over the batch, for each neuron
            using var noGrad = Tensor.NoGrad();
            MeanRunning.Data = (0.999 * MeanRunning) + (0.001 * mean);
            StdRunning.Data = (0.999 * StdRunning) + (0.001 * std);
        }

        return (bngain * (hpreact - mean) / std) + bnbias;
    }

    public Tensor AfterNorm(Tensor hpreact) => hpreact.Tanh().MatMul(w2) + b2; // (B, 200) to (B, 27)
}

// x W + b, with weights that keep the spread of what flows through.
sealed class Linear : Module
{
    private readonly Tensor weight;
    private readonly Tensor? bias;

    public Linear(int fanIn, int fanOut, TorchGenerator g, bool hasBias, double gain)
    {
        weight = Parameter("weight", Tensor.Randn([fanIn, fanOut], g) / Math.Sqrt(fanIn) * gain);
        bias = hasBias ? Parameter("bias", Tensor.Zeros([fanOut])) : null;
    }

    public override Tensor Forward(Tensor x) => bias is null ? x.MatMul(weight) : x.MatMul(weight) + bias;
}

sealed class BatchNorm1d : Module
{
    private const double Eps = 1e-5, Momentum = 0.1;
    private readonly Tensor gamma, beta, runningMean, runningVar;

    public BatchNorm1d(int size, double gain)
    {
        gamma = Parameter("gamma", Tensor.Ones([size]) * gain);
        beta = Parameter("beta", Tensor.Zeros([size]));
        runningMean = Buffer("running_mean", Tensor.Zeros([size]));
        runningVar = Buffer("running_var", Tensor.Ones([size]));
    }

    public override Tensor Forward(Tensor x) // (B, size)
    {
        var (mean, variance) = (runningMean, runningVar);
        if (Training)
        {
            (mean, variance) = (x.Mean([0]), x.Variance([0]));
            using var noGrad = Tensor.NoGrad();
            runningMean.Data = ((1 - Momentum) * runningMean) + (Momentum * mean);
            runningVar.Data = ((1 - Momentum) * runningVar) + (Momentum * variance);
        }

        var normalized = (x - mean) / (variance + Eps).Sqrt();
        return (gamma * normalized) + beta;
    }
}

sealed class Tanh : Module
{
    public override Tensor Forward(Tensor x) => x.Tanh();
}

// Five hidden layers of 100; the last layer starts small, so that the first loss is that of a guess.
sealed class Deep : Module
{
    private readonly Tensor c;

    public Deep(TorchGenerator g, bool hasNorm, double gain)
    {
        c = Parameter("C", Tensor.Randn([27, 10], g));
        var layers = new List<Module>();
        foreach (int fanIn in (int[])[30, 100, 100, 100, 100])
        {
            layers.Add(new Linear(fanIn, 100, g, hasBias: !hasNorm, gain));
            layers.AddRange(hasNorm ? [new BatchNorm1d(100, gain: 1), new Tanh()] : [new Tanh()]);
        }

        layers.Add(new Linear(100, 27, g, hasBias: !hasNorm, hasNorm ? 1 : 0.1));
        layers.AddRange(hasNorm ? [new BatchNorm1d(27, gain: 0.1)] : []);
        Layers = Child("layers", new LayerProbe(new Sequential([.. layers])));
    }

    // All but the embedding; a probe can keep what flows through.
    public LayerProbe Layers { get; }

    public override Tensor Forward(Tensor x) => Layers.Forward(F.Embedding(c, x).Reshape(-1, 30)); // (B, 3) to (B, 27)
}
