#:project ../lectures.csproj
using System.Diagnostics;
using System.Globalization;
using Kernels;
using Lectures;
using Micrograd;
using NanoGpt;

var lecture = Lecture.Start("9 GPT-2, 124M", args);
var corpus = Corpora.Shakespeare();
lecture.Uses(corpus);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("The model: its tensors and their shapes");
var gpt2 = new GptConfig { VocabSize = 50257, Activation = Activation.GeluTanh }; // 12 layers, 12 heads, 768 channels, context 1024

// Its weights are needed for the first loss alone; they are half a gigabyte, so a quick run leaves them undrawn.
Gpt Large(GptConfig config)
{
    using var skip = lecture.IsQuick ? Init.Skip() : null;
    return new Gpt(config, new TorchGenerator(1337));
}

var large = Large(gpt2);
foreach (var (name, tensor) in large.NamedParameters.Where(one => !one.Name.Contains(".h.") || one.Name.Contains(".h.0.")))
{
    lecture.Say($"{name,-36} ({string.Join(", ", tensor.Shape.ToArray())})");
}

lecture.Expect("parameters", large.ParameterCount, "124439808");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("A small model with the same parts, and weights in OpenAI's layout");
// What follows runs on a processor in seconds, with fewer layers and channels but all of GPT-2's tokens.
var small = gpt2 with { BlockSize = 64, NLayer = 4, NHead = 4, NEmbd = lecture.IsQuick ? 32 : 128 };
var model = new Gpt(small, new TorchGenerator(1337));
string folder = Path.Combine(Path.GetTempPath(), $"zerotohero-gpt2-{Environment.ProcessId}");
HuggingFaceWriter.Write(model, null, folder); // four weights of each layer lie transposed in such a file
using (var source = ModelSource.Open(folder))
{
    var loaded = (Gpt)source.Load(Device.Cpu);
    var some = Tensor.From([15496, 11, 314, 1101, 257, 3303, 2746, 11], [1, 8]);
    lecture.Check("written in Hugging Face's layout and read again, it has the same logits, bit for bit", loaded.Forward(some).ToFloats().SequenceEqual(model.Forward(some).ToFloats()));
}

Directory.Delete(folder, recursive: true);
string? openAi = new HuggingFaceHub().FindHere("gpt2");
lecture.Say($"{(openAi is null ? "OpenAI's weights are not on this machine (the text says how to get them); random ones do for the rest." : $"OpenAI's weights: {openAi}")}");
LanguageModel writer = openAi is null ? model : Load(openAi);
static LanguageModel Load(string from)
{
    using var source = ModelSource.Open(from);
    return source.Load(Device.Cpu);
}

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Writing text, with a cache of keys and values");
var codec = new Gpt2Codec();
int[] prompt = codec.Encode("Hello, I'm a language model,");
lecture.ExpectText("tokens of the prompt", string.Join(' ', prompt), "15496 11 314 1101 257 3303 2746 11");
List<int> Write(bool useCache, out double seconds)
{
    long start = Stopwatch.GetTimestamp();
    List<int> tokens = [.. new Sampler(writer, new TorchGenerator(42)) { TopK = 50, UseCache = useCache }.Generate(prompt, 22)];
    seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    return tokens;
}

Write(true, out _); // compiles
var written = Write(true, out double withCache);
lecture.Check("with and without the cache, the same tokens are drawn", written.SequenceEqual(Write(false, out double without)));
lecture.Say($"22 tokens: {1e3 * withCache:F0} ms with the cache, {1e3 * without:F0} ms without");
lecture.Say($"> Hello, I'm a language model,{string.Concat(written.Select(codec.Add)).ReplaceLineEndings(" ")}");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("A batch of Shakespeare");
int[] text = codec.EncodeText(corpus.Text);
lecture.Expect("tokens of tiny Shakespeare", text.Length, "338025");
const int B = 4, T = 32;
(Tensor Tokens, Tensor Targets) Batch(int number, int rows, int length) // the numberth of batches that lie one after another
{
    int at = number * rows * length % (text.Length - (rows * length) - 1);
    return (Tensor.From(text.AsSpan(at, rows * length), [rows, length]), Tensor.From(text.AsSpan(at + 1, rows * length), [rows, length]));
}

var (x, y) = Batch(0, B, T);
lecture.Say($"x ({B}, {T}) begins with {string.Join(' ', text[..6])}; y is x one token later: {string.Join(' ', text[1..7])}");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("The first loss");
// Nothing is known: ln V. But the logits are not all 0. A row of the table is N(0, 0.02²), the normed stream has C numbers of size 1:
// logits are N(0, C · 0.02²), and the logarithm of a mean of e^logit exceeds the mean by half their variance.
double FirstLoss(GptConfig config) => Math.Log(config.VocabSize) + (0.5 * config.NEmbd * 0.02 * 0.02);
(double Loss, double LogSum) Measure(Gpt of)
{
    using var noGrad = Tensor.NoGrad();
    using var scope = Tensor.Scope();
    var logits = of.Forward(x); // (B, T, V)
    return (F.CrossEntropy(logits, y).Item(), (logits - logits.LogSoftmax()).Mean().Item());
}

lecture.Say($"ln 50257 = {Math.Log(50257):F4}; with half the logits' variance, {FirstLoss(gpt2):F4} for 124M, {FirstLoss(small):F4} for the small one");
void CompareFirst(string name, Gpt of, GptConfig sizes)
{
    var (loss, logSum) = Measure(of);
    lecture.Check($"{name}: mean log Σ exp is {logSum:F4}", Math.Abs(logSum - FirstLoss(sizes)) < 0.01);

    // The loss takes off the targets' logits, which are 0 on average, but 128 of them and not all different: three standard errors.
    double error = 0.02 * Math.Sqrt(sizes.NEmbd / (double)(B * T));
    lecture.Expect($"{name}: first loss", loss, FirstLoss(sizes).ToString("F2", CultureInfo.InvariantCulture), within: Math.Round(3 * error, 2));
}

CompareFirst("small", model, small);
if (!lecture.IsQuick)
{
    CompareFirst("GPT-2 124M", large, gpt2);
}

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Overfitting one batch");
model = new Gpt(small, new TorchGenerator(1337));
var adam = new AdamW(model.Parameters, learningRate: 3e-3);
List<double> overfitted = [];
for (int step = 0; step < lecture.Steps(100, 30); step++)
{
    overfitted.Add(Step(model, adam, x, y));
}

lecture.Say($"losses {string.Join(" ", overfitted.Where((_, i) => i % 10 == 0).Select(loss => loss.ToString("F3", CultureInfo.InvariantCulture)))}, last {overfitted[^1]:F4}");
lecture.Check(lecture.IsQuick ? "the loss falls" : "the batch is learned by heart", overfitted[^1] < (lecture.IsQuick ? 0.7 * overfitted[0] : 0.5));
lecture.ShowInText("overfit", new LinePlot("One batch of 128 tokens, again and again", "step", "loss", [Series("loss", overfitted)]) { IsLogarithmic = true });
static double Step(Gpt model, AdamW adam, Tensor tokens, Tensor targets)
{
    using var scope = Tensor.Scope();
    var loss = model.Loss(tokens, targets);
    adam.ZeroGrad();
    loss.Backward();
    adam.Step();
    return loss.Item();
}

static LineSeries Series(string name, IReadOnlyList<double> values) => new(name, [.. values.Select((_, i) => (double)i)], values);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("One table for both ends");
lecture.Say($"two tables of ({gpt2.VocabSize}, {gpt2.NEmbd}) would be {large.ParameterCount + (gpt2.VocabSize * gpt2.NEmbd):N0} parameters: a third of GPT-2 is this table");
var config = small with { NLayer = 1, NEmbd = 32 };
var tied = new Gpt(config, new TorchGenerator(1));
var untied = new Gpt(config with { TieWeights = false }, new TorchGenerator(1));
Dictionary<string, Tensor> Named(Gpt of) => of.NamedParameters.ToDictionary(one => one.Name, one => one.Tensor);
var (own, others) = (Named(tied), Named(untied));
foreach (var (name, tensor) in others)
{
    tensor.Data = own[name == "lm_head.weight" ? "transformer.wte.weight" : name]; // two tables with the same numbers
}

tied.Loss(x, y).Backward();
untied.Loss(x, y).Backward();
float[] Gradient(Tensor of) => of.Grad!.ToFloats();
var sums = Gradient(others["transformer.wte.weight"]).Zip(Gradient(others["lm_head.weight"]), (input, output) => input + output);
lecture.Check("the shared table's gradient is the sum of both ends'", Gradient(own["transformer.wte.weight"]).Zip(sums, (one, sum) => Math.Abs(one - sum)).Max() < 1e-6);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Residual projections start smaller");
const int additions = 100; // two for each of 50 layers
double Spread(double scale) // of a stream of 768 numbers to which that many normal ones were added
{
    var generator = new TorchGenerator(1337);
    var stream = Tensor.Zeros([768]);
    for (int i = 0; i < additions; i++)
    {
        stream += Tensor.Randn([768], generator) * scale;
    }

    return Math.Sqrt(stream.ToDoubles().Average(value => value * value));
}

lecture.Expect($"a stream after {additions} additions", Spread(1), "10", within: 0.6); // √100; a spread of 768 numbers is known to 2.5 %
lecture.Expect("scaled by 1/√100", Spread(1 / Math.Sqrt(additions)), "1.00", within: 0.06);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("AdamW with two groups");
var groups = AdamW.DecayGroups(large.Parameters, 0.1);
long Numbers(ParameterGroup group) => group.Parameters.Sum(parameter => (long)parameter.Count);
lecture.Expect("tensors that decay", groups[0].Parameters.Count, "50");
lecture.Expect("tensors that do not", groups[1].Parameters.Count, "98");
lecture.Expect("numbers that do not", Numbers(groups[1]), "121344");
long padded = Numbers(groups[0]) + ((50304 - 50257) * gpt2.NEmbd);
lecture.Expect($"numbers that decay, with 50,304 = 393 · 128 tokens", padded, "124354560");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("The learning rate: warm-up, then a cosine");
const double most = 6e-4, least = 6e-5;
const int warmup = 715, last = 19073;
double RateAt(int step, int warm, int end)
{
    if (step < warm)
    {
        return most * (step + 1) / warm;
    }

    double progress = Math.Min(1, (double)(step - warm) / (end - warm));
    return least + (0.5 * (1 + Math.Cos(Math.PI * progress)) * (most - least));
}

lecture.Expect("at step 0, in millionths", 1e6 * RateAt(0, warmup, last), "0.839"); // 600 / 715
lecture.Expect("after the warm-up", 1e6 * RateAt(warmup - 1, warmup, last), "600");
lecture.Expect("half way", 1e6 * RateAt((warmup + last) / 2, warmup, last), "330");
lecture.Expect("at the end", 1e6 * RateAt(last, warmup, last), "60");
int[] steps = [.. Enumerable.Range(0, 200).Select(i => i * last / 200)];
lecture.ShowInText("learning-rate", new LinePlot(
    "GPT-2 124M on 10 billion tokens", "step", "learning rate", [new("learning rate", [.. steps.Select(step => (double)step)], [.. steps.Select(step => RateAt(step, warmup, last))])]));

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Half a million tokens a step: accumulating gradients");
lecture.Say($"524,288 tokens a step are {524288 / (64 * 1024)} batches of 64 x 1024, one after another");
var (wholeX, wholeY) = Batch(1, 8, T);
float[] AccumulatedGradient(int parts, double factor)
{
    model.ZeroGrad();
    for (int part = 0; part < parts; part++)
    {
        int rows = 8 / parts;
        var loss = model.Loss(wholeX.Narrow(0, part * rows, rows), wholeY.Narrow(0, part * rows, rows));
        (loss * factor).Backward(); // gradients add up
    }

    return [.. model.Parameters.SelectMany(Gradient)];
}

float[] whole = AccumulatedGradient(1, 1);
double Apart(float[] gradient) => gradient.Zip(whole, (one, other) => Math.Abs(one - other)).Max() / whole.Max(Math.Abs);
double scaled = Apart(AccumulatedGradient(4, 0.25)), unscaled = Apart(AccumulatedGradient(4, 1));
lecture.Check(FormattableString.Invariant($"4 parts of 2 rows, losses divided by 4: the gradient of 8 rows, {scaled:E1} of the largest apart"), scaled < 1e-5);
lecture.Check($"without the division it is {1 + unscaled:F2} times too large", Math.Abs(unscaled - 3) < 1e-3);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("All of it: training the small one");
model = new Gpt(small, new TorchGenerator(1337));
adam = new AdamW(AdamW.DecayGroups(model.Parameters, 0.1), most, beta1: 0.9, beta2: 0.95, eps: 1e-8);
int trainingSteps = lecture.Steps(60, 6);
List<double> losses = [];
for (int step = 0; step < trainingSteps; step++)
{
    using var scope = Tensor.Scope();
    adam.ZeroGrad();
    double loss = 0;
    for (int part = 0; part < 2; part++)
    {
        var (tokens, targets) = Batch((2 * step) + part, B, 64);
        var half = model.Loss(tokens, targets) * 0.5;
        half.Backward();
        loss += half.Item();
    }

    double norm = GradientClipping.ClipNorm(model.Parameters, 1.0);
    adam.LearningRate = 5 * RateAt(step, 6, 60); // a small model likes larger steps
    adam.Step();
    losses.Add(loss);
    if (step % 10 == 0 || step == trainingSteps - 1)
    {
        lecture.Say($"step {step,2}: loss {loss:F4}, lr {adam.LearningRate:E2}, norm {norm:F3}");
    }
}

lecture.Check("it learns", losses[^1] < losses[0] - (lecture.IsQuick ? 0.1 : 3));
lecture.Show(new LinePlot("The small model on Shakespeare", "step", "loss", [Series("loss", losses)]));

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("HellaSwag: which ending is the likeliest?");
HellaSwagTask[] tasks =
[
    new("She fills the kettle with water and switches it on. When the water boils, she", ["pours it over the tea leaves.", "paints it green.", "reads it a letter.", "folds it into a drawer."], 0),
    new("The goalkeeper stands between the posts. The striker runs up to the ball and", ["peels it.", "kicks it towards the goal.", "asks it to dance.", "writes it down."], 1),
];
var judge = openAi is null ? model : writer;
foreach (var task in tasks)
{
    int[] context = codec.EncodeText(task.Context);
    var endings = task.Endings.Select(ending => codec.EncodeText(" " + ending)).Select(ending => (Tokens: ending, Mean: MeanLoss(judge, context, ending))).ToList();
    foreach (var (ending, (tokens, mean)) in task.Endings.Zip(endings))
    {
        lecture.Say($"{ending,-32} {tokens.Length} tokens, loss {mean * tokens.Length:F2} in all, {mean:F3} a token");
    }

    var score = new HellaSwag(judge, codec).Solve([task]);
    lecture.Check("the library, which does the four side by side, chooses the same", (endings.Index().MinBy(one => one.Item.Mean).Index == task.Label) == (score.ByMean == 1));
}

lecture.Say($"by chance 0.25; OpenAI's 124M: acc 0.2859, acc_norm 0.2955; 1558M: 0.3842, 0.4893 (10,042 tasks)");
return lecture.End();

/// The mean loss of an ending's tokens, each given all before it.
static double MeanLoss(LanguageModel judge, int[] context, int[] ending)
{
    using var noGrad = Tensor.NoGrad();
    using var scope = Tensor.Scope();
    int[] tokens = [.. context, .. ending];
    int[] targets = [.. Enumerable.Repeat(LanguageModel.IgnoredTarget, context.Length - 1), .. ending]; // the context's last token predicts the first
    return judge.Loss(Tensor.From(tokens[..^1], [1, tokens.Length - 1]), Tensor.From(targets, [1, tokens.Length - 1])).Item();
}
