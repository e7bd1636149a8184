#:project ../lectures.csproj
using System.Diagnostics;
using Kernels;
using Lectures;
using Makemore;
using Micrograd;

var lecture = Lecture.Start("11 From scalar to GPU", args);
var corpus = Corpora.Names(allowFallback: true);
lecture.Uses(corpus);
string text = corpus.Text;

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Counting pairs of letters");
Climb(0, [(1, "3.2958"), (2, "3.3095"), (3, "3.2326"), (201, "2.4185"), (1000, "2.7177")],
    "enaroa romra brabecyler talyaxbranalewia zfyclahab czasan asocayeleelcan ravbrieeligsonal kelosonnn lydonyanen eil gh dricoynylelule ma py h mbloris kxwai on bbichy");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("The same model as a network, its gradient by hand");
var byHand = MicrogptLadder.Rungs[1].Start(text);
var network = (Step1Gradients)byHand.Rung;
network.AnalyticGradient(byHand.Tokens(0), out double[][] analytic);
double[][] numeric = network.NumericGradient(byHand.Tokens(0)); // nudges each weight in turn
double difference = analytic.Zip(numeric, (one, other) => one.Zip(other, (a, n) => Math.Abs(a - n)).Max()).Max();
lecture.Check(FormattableString.Invariant($"slopes by the chain rule and by nudging differ by {difference:E1} at most"), difference < 1e-7);
Climb(1, [(1, "3.2978"), (2, "3.2974"), (3, "3.2965"), (201, "2.5680"), (1000, "2.6873")],
    "aylan an ma jara sa ann cah an anelisa an jan alinada ja relon lan canen do ma iann n");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Autograd: the same losses without a line about gradients");
Climb(2, [(1, "3.2978"), (2, "3.2974"), (3, "3.2965"), (201, "2.5680"), (1000, "2.6873")],
    "aylan an ma jara sa ann cah an anelisa an jan alinada ja relon lan canen do ma iann n");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Attention: the whole name so far");
Climb(3, [(1, "3.3816"), (2, "3.4377"), (3, "3.2193"), (201, "2.1831"), (1000, "2.6483")],
    "jalon annyn jaenn aren namah karie viole anilyn anisn anaze aran ninan keran alerin darar kannh kana kara alela anyna");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Several heads");
Climb(4, [(1, "3.3660"), (2, "3.4273"), (3, "3.1706"), (201, "2.1700"), (1000, "2.6438")],
    "jalyn annze jaenn aren namah karia ylian anna avan sarare konna keylen keran alerin darar kanne kana kara alela anrie");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Adam: this is microgpt");
double[] original = Climb(5, [(1, "3.36596694758"), (2, "3.42427278387"), (3, "3.17780212546"), (201, "2.4874"), (1000, "2.6497")],
    "kamon ann karai jaire vialan karia yeran anna areli kaina konna keylen liole alerin earan lenne kana lara alela anton");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Objects or a tape");
const int compared = 10; // steps whose losses are compared
var bars = new List<LadderBar>();
var objects = MicrogptLadder.MicrogptOnObjects(text); // a Value is an object with a list of children
double worst = objects.Train().Take(compared).Zip(original, (one, other) => Math.Abs(one - other)).Max();
lecture.Check($"microgpt on Value has the same losses", worst < 1e-12);
double onObjects = Time("Value: an object a number", step => objects.Rung.Train(objects.Tokens(step), 0.5));
var onTape = MicrogptLadder.Rungs[5].Start(text); // a TapeValue is a place in arrays
double tapeRate = Time("Tape: entries in arrays", step => onTape.Rung.Train(onTape.Tokens(step), 0.5));
lecture.Say($"the tape is {tapeRate / onObjects:F0} times as fast");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Tensors: a matrix product for thousands of numbers");
// The names in the order in which microgpt learns from them; its generator goes on to draw the weights.
int[][] names = [.. Enumerable.Range(0, 64).Select(objects.Tokens)]; // Bos, letters, Bos
int vocabulary = 1 + names[0][0]; // Bos is the last token
TensorMicrogpt Create(Device device, int channels, double learningRate = 0.01) => new(vocabulary, channels, learningRate, ShuffledRandom(), device);
PythonRandom ShuffledRandom()
{
    var random = new PythonRandom(42);
    random.Shuffle(text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    return random;
}

var oracle = Create(Device.Reference, channels: 16);
worst = Enumerable.Range(0, compared).Max(step => Math.Abs(oracle.Train([names[step]], step / 1000.0) - original[step]));
lecture.Check(FormattableString.Invariant($"microgpt on tensors, in double, has microgpt's losses: {worst:E1} apart"), worst < 1e-10);
Time("tensors: plain loops in double", step => oracle.Train([names[step % names.Length]], 0.5));

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("The same tensors on every device that there is");
var devices = new List<(string Name, Device Device)>
{
    ("cpu, 1 thread, no SIMD", new CpuDevice(threads: 1, SimdWidth.Scalar)),
    ($"cpu, 1 thread, {32 * (int)Simd.Widest} bits", new CpuDevice(threads: 1)),
    ($"cpu, {Environment.ProcessorCount} threads", Device.Cpu),
};
devices.AddRange(new[] { KernelDevices.OpenCl(lecture), KernelDevices.Cuda(lecture) }.OfType<GpuDevice>().Select(device => (device.ToString(), (Device)device)));
foreach (var (name, device) in devices)
{
    var model = Create(device, channels: 16);
    worst = Enumerable.Range(0, compared).Max(step => Math.Abs(model.Train([names[step]], step / 1000.0) - original[step]));

    // A float has 24 bits: 1e-7 of a loss of 3; Adam's division by √v lets that grow a little with every step.
    lecture.Check(FormattableString.Invariant($"{name}: microgpt's losses, {worst:E1} apart"), worst < 1e-5);
    Time(name, step => model.Train([names[step % names.Length]], 0.5));
}

lecture.ShowInText("steps", new LadderPlot("microgpt, one name a step: 4,192 parameters", "steps a second (equal factors, equal lengths)", bars) { IsLogarithmic = true });

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Work enough for a device: 64 names a step, more channels");
int wide = lecture.IsQuick ? 64 : 128;
bars = [];
const double gentle = 0.001; // 0.01 throws a wider model off
var wideOracle = Create(Device.Reference, wide, gentle);
double[] reference = [.. Enumerable.Range(0, 2).Select(step => wideOracle.Train(names, step / 1000.0))];
lecture.Say($"{wideOracle.ParameterCount:N0} parameters; losses {reference[0]:F6}, {reference[1]:F6}");
double growth = (double)names.Length * wideOracle.ParameterCount / oracle.ParameterCount; // multiplications a step, beside those of one name with 16 channels
lecture.Say($"Value would need about {growth / onObjects:F1} s a step, the tape {growth / tapeRate:F1} s");
Time("plain loops in double", step => wideOracle.Train(names, 0.5));
foreach (var (name, device) in devices)
{
    var model = Create(device, wide, gentle);
    worst = reference.Select((loss, step) => Math.Abs(model.Train(names, step / 1000.0) - loss)).Max();
    lecture.Check(FormattableString.Invariant($"{name}: the oracle's losses, {worst:E1} apart"), worst < 1e-5);
    Time(name, step => model.Train(names, 0.5));
}

lecture.ShowInText("wide-steps", new LadderPlot($"64 names a step, {wideOracle.ParameterCount:N0} parameters", "steps a second (equal factors, equal lengths)", bars) { IsLogarithmic = true });
return lecture.End();

/// Trains a program of the ladder, and sets some of its losses, and its names, beside the original's.
double[] Climb(int rung, (int Step, string Loss)[] expected, string samples)
{
    var (title, start) = MicrogptLadder.Rungs[rung];
    var ladder = start(text);
    lecture.Say($"{title}: {ladder.Rung.ParameterCount:N0} parameters");
    double[] losses = [.. ladder.Train().Take(lecture.Steps(MicrogptLadder.Steps, 250))];
    foreach (var (step, loss) in expected.Where(one => one.Step <= losses.Length))
    {
        lecture.Expect($"step {step}", losses[step - 1], loss);
    }

    if (losses.Length == MicrogptLadder.Steps)
    {
        lecture.ExpectText("names", string.Join(' ', Enumerable.Range(0, 20).Select(_ => ladder.Sample())), samples);
    }

    return losses;
}

/// Steps a second, for a bar of the picture.
double Time(string name, Func<int, double> train)
{
    int step = 0;
    double RateOver(double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        int steps = 0;
        do
        {
            train(step++);
            steps++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    RateOver(lecture.IsQuick ? 0.1 : 1); // compiles
    double rate = Enumerable.Range(0, 5).Max(_ => RateOver(lecture.IsQuick ? 0.03 : 0.3)); // the round that other programs disturbed least
    lecture.Say($"{name}: {rate:N1} steps a second");
    bars.Add(new LadderBar(name, rate, FormattableString.Invariant($"{rate:N1}")));
    return rate;
}

/// microgpt with matrices for numbers: what was a loop over channels or positions is an axis.
internal sealed class TensorMicrogpt
{
    private const int Heads = 4, BlockSize = 16, Nothing = -1;

    private readonly double learningRate;
    private readonly Device device;
    private readonly Tensor wte, wpe, head, wqkv, wo, fc1, fc2, ones;
    private readonly Adam adam;

    /// Draws the weights in microgpt's order, so that they are microgpt's.
    public TensorMicrogpt(int vocabulary, int channels, double learningRate, PythonRandom random, Device device)
    {
        (this.learningRate, this.device) = (learningRate, device);
        wte = Matrix(vocabulary, channels);
        wpe = Matrix(BlockSize, channels);
        head = Matrix(vocabulary, channels);
        wqkv = Matrix(3 * channels, channels); // wq, wk and wv below each other
        wo = Matrix(channels, channels);
        fc1 = Matrix(4 * channels, channels);
        fc2 = Matrix(channels, 4 * channels);
        ones = Tensor.Ones([channels], device);
        adam = new Adam([wte, wpe, head, wqkv, wo, fc1, fc2], learningRate, beta1: 0.85, beta2: 0.99, eps: 1e-8);

        Tensor Matrix(int rows, int columns) =>
            Tensor.From([.. Enumerable.Range(0, rows * columns).Select(_ => random.Gauss(0, 0.08))], [rows, columns], device).AsParameter();
    }

    public long ParameterCount => adam.Parameters.Sum(parameter => (long)parameter.Count);

    /// Learns from names side by side; the loss is that before.
    public double Train(int[][] names, double progress)
    {
        using var scope = Tensor.Scope(); // frees what the step made
        var (tokens, targets) = Batch(names);
        var loss = F.CrossEntropy(Forward(tokens), targets, Nothing);
        adam.ZeroGrad();
        loss.Backward();
        adam.LearningRate = learningRate * (1 - progress);
        adam.Step();
        return loss.Item();
    }

    /// (B, T) to (B, T, V).
    private Tensor Forward(Tensor tokens)
    {
        var x = Norm(F.Embedding(wte, tokens) + wpe.Narrow(0, 0, tokens.Shape[1])); // (B, T, C) + (T, C)
        x = F.Linear(F.CausalSelfAttention(F.Linear(Norm(x), wqkv), Heads), wo) + x; // communicate
        x = F.Linear(F.Linear(Norm(x), fc1).Relu(), fc2) + x; // compute
        return F.Linear(x, head);
    }

    private Tensor Norm(Tensor x) => F.RmsNorm(x, ones); // microgpt's has no gain

    /// Rows as long as the longest name; what fills the others up has no target.
    private (Tensor Tokens, Tensor Targets) Batch(int[][] names)
    {
        int length = names.Max(name => Math.Min(BlockSize, name.Length - 1));
        int[] tokens = new int[names.Length * length], targets = new int[names.Length * length];
        Array.Fill(targets, Nothing);
        for (int row = 0; row < names.Length; row++)
        {
            for (int i = 0; i < Math.Min(length, names[row].Length - 1); i++)
            {
                (tokens[(row * length) + i], targets[(row * length) + i]) = (names[row][i], names[row][i + 1]);
            }
        }

        return (Tensor.From(tokens, [names.Length, length], device), Tensor.From(targets, [names.Length, length], device));
    }
}
