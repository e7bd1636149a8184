#:project ../lectures.csproj
using Lectures;
using Makemore;
using Micrograd;

// makemore, part 5: eight letters of context, joined two by two, then four by four, as in WaveNet (van den Oord et al. 2016).
var lecture = Lecture.Start("6 WaveNet", args);
const ulong seed = 42; // of the weights, the batches and the names
const int steps = 200_000;

lecture.Step("The network of lecture 4");
var corpus = Corpora.Names(allowFallback: true);
lecture.Uses(corpus);
string[] words = NameSplits.NamesOf(corpus);
var names = NameSplits.Of(words, blockSize: 3);
lecture.ExpectText("examples to train, develop, test", $"{names.Train.Count} {names.Dev.Count} {names.Test.Count}", "182625 22655 22866");
var log = new List<(string Name, long Parameters, SplitLosses Losses)>();
var (three, losses, _) = Train("3 letters, flat", names, g => Flat(3, g));
lecture.Expect("parameters", three.ParameterCount, "12097");
Compare("2.058", "2.105");

lecture.Step("A loss curve that can be read");
// A batch of 32 is noisy. Rows of 1,000 losses, and the mean of each: losses.view(-1, 1000).mean(1).
double[] smooth = LossCurve.Smooth(losses, 1000);
lecture.Say($"{losses.Length} losses became {smooth.Length} means; the last is {smooth[^1]:F4}");
int[] some = [.. Enumerable.Range(0, losses.Length).Where(step => step % Math.Max(1, losses.Length / 400) == 0)];
lecture.ShowInText("smooth", new LinePlot("The same losses twice", "step", "loss, nats a letter",
[
    new LineSeries("single batches", [.. some.Select(step => (double)step)], [.. some.Select(step => losses[step])]),
    new LineSeries("means of 1,000", [.. smooth.Select((_, i) => (i * 1000.0) + 500)], smooth),
]));

lecture.Step("Eight letters of context");
names = NameSplits.Of(words, blockSize: 8);
var (x, y) = names.Train.Range(0, 7);
for (int i = 0; i < 7; i++)
{
    lecture.Say($"{names.Letters.Decode(x[i].ToInts())} -> {names.Letters.Decode([y.ToInts()[i]])}");
}

var (eight, _, _) = Train("8 letters, flat", names, g => Flat(8, g));
lecture.Expect("parameters", eight.ParameterCount, "22097");
Compare("1.918", "2.027");

lecture.Step("A layer works on the last axis, whatever stands before it");
var generator = new TorchGenerator(seed);
var input = Tensor.Randn([4, 4, 20], generator); // 4 examples, 4 pairs of letters each, 20 numbers a pair
lecture.Say($"{Shape(input)} x (20, 200) = {Shape(input.MatMul(Tensor.Randn([20, 200], generator)))}");
var letters8 = Tensor.Randn([4, 8, 10], generator);
var even = letters8[.., Tensor.From([0, 2, 4, 6], [4])]; // (4, 4, 10)
var odd = letters8[.., Tensor.From([1, 3, 5, 7], [4])];
var joined = new FlattenConsecutive(2).Forward(letters8); // (4, 4, 20): nothing moves, neighbours lie side by side already
lecture.Check("neighbours joined by slicing and by another shape are the same", Tensor.Concatenate([even, odd], 2).ToDoubles().SequenceEqual(joined.ToDoubles()));

lecture.Step("Joining two by two");
var tree = Tree(10, 68, new TorchGenerator(seed), LectureLayers.BatchNorm);
var shapes = names.Train.Range(0, 4).X;
foreach (var (name, layer) in tree.Children)
{
    shapes = layer.Forward(shapes);
    lecture.Say($"{name,2} {layer.GetType().Name,-18} {Shape(shapes)}");
}

lecture.ShowInText("tree", JoinPicture.Of("Eight letters become one point, two by two", "..diondr", everywhere: false));

lecture.Step("A bug in batch norm that only costs a little");
// Lecture 4's layer takes mean and variance over axis 0. Of (32, 4, 68) that leaves (1, 4, 68): four sets of statistics, from 32 numbers each.
var fourSets = Tensor.Randn([32, 4, 68], generator);
lecture.Say($"mean over axis 0: {Shape(fourSets.Mean([0], keepDim: true))}; over axes 0 and 1: {Shape(fourSets.Mean([0, 1], keepDim: true))}");
var (buggy, _, _) = Train("8 letters, two by two, with the bug", names, g => Tree(10, 68, g, size => new BatchNormByPosition(size)));
lecture.Expect("parameters", buggy.ParameterCount, "22397");
Compare("1.941", "2.029");

lecture.Step("Batch norm over all axes but the last");
Train("8 letters, two by two", names, g => Tree(10, 68, g, LectureLayers.BatchNorm));
Compare("1.912", "2.022");

lecture.Step("Larger: 24 numbers a letter, 128 neurons");
var (model, whole, after) = Train("8 letters, two by two, larger", names, g => Tree(24, 128, g, LectureLayers.BatchNorm));
lecture.Expect("parameters", model.ParameterCount, "76579");
string[] printed = // every 10,000th loss
[
    "3.3167", "2.0576", "2.0723", "2.5134", "2.1476", "1.7836", "2.2592", "1.9331", "1.6875", "2.0395",
    "1.7736", "1.9570", "1.7465", "1.8126", "1.7406", "1.7466", "1.8806", "1.6266", "1.6476", "1.8555",
];
for (int i = 0; i * LectureTraining.PrintEvery < whole.Length; i++)
{
    lecture.Expect($"step {i * LectureTraining.PrintEvery}", whole[i * LectureTraining.PrintEvery], printed[i], within: 1e-4); // rounding may show in the last digit
}

lecture.ExpectWhole("train", log[^1].Losses.Train, "1.7690284", within: 1e-5);
lecture.ExpectWhole("dev", log[^1].Losses.Dev, "1.9936515", within: 1e-5);
string[] made = NameWriter.Write(model, names.Letters, 8, 20, after);
lecture.ExpectWholeText("names", string.Join(' ', made[..10]), "arlij chetta heago rocklei hendrix jamylie broxin denish anslibt marianah");
lecture.ExpectWholeText("names", string.Join(' ', made[10..]), "astavia annayve aniah jayce nodiel remita niyelle jaylene aiyan aubreana");

lecture.Step("The log");
foreach (var (name, parameters, split) in log)
{
    lecture.Say($"{name,-35} {parameters,6} parameters, train {split.Train:F3}, dev {split.Dev:F3}");
}

lecture.Step("How much does each letter count?");
// Put another name's letter in its place, in every example, and see how much worse the loss becomes.
lecture.ShowInText("reach", new LinePlot("What it costs to see a wrong letter", "letters back", "loss added, nats a letter",
[
    Reach("flat", eight), Reach("two by two, larger", model),
]));

lecture.Step("The same as a convolution");
// All positions of a name: eight windows, one after another, compute the inner nodes of the tree again and again. Slid over the name, each is computed once.
model.Training = false;
int[] name8 = [.. new int[8], .. names.Letters.Encode("diondre")]; // eight dots, then the name
var byWindow = Tensor.Concatenate([.. Enumerable.Range(0, 8).Select(i => model.Forward(Tensor.From(name8.AsSpan(i, 8), [1, 8])))], 0); // (8, 27)
var atOnce = Slide(model, Tensor.From(name8, [1, 15])); // (1, 8, 27)
lecture.Say($"diondre has 8 windows: one by one {Shape(byWindow)}, at once {Shape(atOnce)}");
lecture.Check("both give the same logits", byWindow.ToDoubles().Zip(atOnce.ToDoubles(), (a, b) => Math.Abs(a - b)).Max() < 1e-4);
lecture.ShowInText("slide", JoinPicture.Of("Slid over a name: what is grey, other predictions need; nothing is computed twice", "........diondre", everywhere: true));
lecture.Say($"joins: {8 * (4 + 2 + 1)} one by one, {14 + 12 + 8} at once");
return lecture.End();

// All letters of the context side by side, as in lectures 3 and 4.
static Sequential Flat(int blockSize, TorchGenerator g) => new(
    new Embedding(27, 10, g), // (B, T) to (B, T, 10)
    new FlattenConsecutive(blockSize), LectureLayers.Linear(10 * blockSize, 200, g), LectureLayers.BatchNorm(200), new Tanh(), // (B, 200)
    LectureLayers.Linear(200, 27, g, bias: true, factor: 0.1)); // (B, 27)

// Two letters, two pairs, two fours.
static Sequential Tree(int embedding, int hidden, TorchGenerator g, Func<int, Module> norm) => new(
    new Embedding(27, embedding, g), // (B, 8) to (B, 8, embedding)
    new FlattenConsecutive(2), LectureLayers.Linear(2 * embedding, hidden, g), norm(hidden), new Tanh(), // (B, 4, hidden)
    new FlattenConsecutive(2), LectureLayers.Linear(2 * hidden, hidden, g), norm(hidden), new Tanh(), // (B, 2, hidden)
    new FlattenConsecutive(2), LectureLayers.Linear(2 * hidden, hidden, g), norm(hidden), new Tanh(), // (B, hidden)
    LectureLayers.Linear(hidden, 27, g, bias: true, factor: 0.1)); // (B, 27)

// Trains from the lecture's seed, and notes the losses on the splits. The generator goes on to write names.
(Sequential Model, double[] Losses, TorchGenerator After) Train(string name, NameSplits names, Func<TorchGenerator, Sequential> create)
{
    var g = new TorchGenerator(seed);
    var model = create(g);
    var batches = new Minibatches(names.Train, LectureTraining.BatchSize, g);
    double[] losses = LectureTraining.Train(model, batches, lecture.Steps(steps, whenQuick: 400), LectureTraining.DropAfter(3 * steps / 4), lecture.Output);
    log.Add((name, model.ParameterCount, SplitLosses.Of(model, names, lecture.MostExamples)));
    return (model, losses, g);
}

// The last row of the log beside the lecture's. Its earlier rows come from runs whose draws were not kept: they agree to a hundredth.
void Compare(string train, string dev)
{
    lecture.ExpectWhole("train", log[^1].Losses.Train, train, within: 0.01);
    lecture.ExpectWhole("dev", log[^1].Losses.Dev, dev, within: 0.01);
}

// What a wrong letter costs at each place of the context, over a part of the dev split.
LineSeries Reach(string name, Sequential model)
{
    model.Training = false;
    using var noGrad = Tensor.NoGrad();
    int count = Math.Min(4000, names.Dev.Count);
    var (x, y) = names.Dev.Range(0, count);
    int[] contexts = x.ToInts();
    double[] costs = [.. Enumerable.Range(0, 8).Select(place => LossOf(Mixed(place)) - LossOf(contexts))];
    lecture.Say($"{name}, from the first letter to the last: {string.Join(' ', costs.Select(cost => FormattableString.Invariant($"{cost:F3}")))}");
    return new LineSeries(name, [8, 7, 6, 5, 4, 3, 2, 1], costs);

    double LossOf(int[] seen) => F.CrossEntropy(model.Forward(Tensor.From(seen, [count, 8])), y).Item();

    int[] Mixed(int place) => [.. contexts.Select((letter, i) => i % 8 == place ? contexts[(i + (count / 2 * 8)) % contexts.Length] : letter)];
}

// The layers of a tree, slid over all positions: where it joined neighbours, it now joins each position with the one 1, 2, 4 before it.
static Tensor Slide(Sequential tree, Tensor x)
{
    int distance = 1;
    foreach (var (_, layer) in tree.Children)
    {
        if (layer is FlattenConsecutive)
        {
            x = Tensor.Concatenate([x[.., ..^distance], x[.., distance..]], 2); // (1, n, C) to (1, n - distance, 2 C)
            distance *= 2;
        }
        else
        {
            x = layer.Forward(x);
        }
    }

    return x;
}

static string Shape(Tensor tensor) => $"({string.Join(", ", tensor.Shape.ToArray())})";

// Lecture 4's batch norm, given three axes: it takes mean and variance over the first only, as if each position were a layer of its own.
sealed class BatchNormByPosition : Module
{
    private const double Eps = 1e-5, Momentum = 0.1;
    private readonly Tensor gamma, beta;
    private Tensor? runningMean, runningVariance; // (T C), known with the first batch

    public BatchNormByPosition(int size)
    {
        gamma = Parameter("gamma", Tensor.Ones([size]));
        beta = Parameter("beta", Tensor.Zeros([size]));
    }

    public override Tensor Forward(Tensor x) // (B, T, C), or (B, C)
    {
        int columns = x.Count / x.Shape[0], positions = columns / gamma.Count;
        var (gain, shift) = (Repeat(gamma, positions), Repeat(beta, positions)); // (T C)
        var flat = x.Reshape(-1, columns); // (B, T C)
        if (!Training)
        {
            return (((flat - runningMean!) / (runningVariance! + Eps).Sqrt() * gain) + shift).Reshape(x.Shape);
        }

        var (y, mean, variance) = F.BatchNorm(flat, gain, shift, Eps, correction: 1);
        runningMean ??= Buffer("running_mean", Tensor.Zeros([columns]));
        runningVariance ??= Buffer("running_var", Tensor.Ones([columns]));
        using (Tensor.NoGrad())
        {
            runningMean.Data = ((1 - Momentum) * runningMean) + (Momentum * mean);
            runningVariance.Data = ((1 - Momentum) * runningVariance) + (Momentum * variance);
        }

        return y.Reshape(x.Shape);
    }

    private static Tensor Repeat(Tensor row, int times) => row.Expand(times, row.Count).Reshape(-1);
}
