#:project ../lectures.csproj
using Lectures;
using Makemore;
using Micrograd;

// makemore, part 1: which letter follows which? Counted first; then learned by a network of one layer, which ends at the same table.
var lecture = Lecture.Start("2 Bigrams", args);
const ulong seed = 2147483647;

lecture.Step("Reading the names");
var corpus = Corpora.Names(allowFallback: true);
lecture.Uses(corpus);
string[] words = NameSplits.NamesOf(corpus);
lecture.Say($"the first: {string.Join(' ', words[..8])}");
lecture.Expect("names", words.Length, "32033");
lecture.Expect("letters of the shortest", words.Min(word => word.Length), "2");
lecture.Expect("letters of the longest", words.Max(word => word.Length), "15");

lecture.Step("Pairs of letters, in a dictionary");
// The dot stands before the first letter and after the last: ".emma." has the pairs .e em mm ma a.
IEnumerable<(char First, char Second)> Pairs(string word) => $".{word}".Zip($"{word}.");
lecture.ExpectText("pairs of emma", string.Join(' ', Pairs("emma").Select(pair => $"{pair.First}{pair.Second}")), ".e em mm ma a.");
var howOften = new Dictionary<(char First, char Second), int>();
foreach (var pair in words.SelectMany(Pairs))
{
    howOften[pair] = howOften.GetValueOrDefault(pair) + 1;
}

var mostFrequent = howOften.OrderByDescending(entry => entry.Value).Take(6).Select(entry => $"{entry.Key.First}{entry.Key.Second} {entry.Value}");
lecture.ExpectText("most frequent", string.Join(' ', mostFrequent), "n. 6763 a. 6640 an 5438 .a 4410 e. 3983 ar 3264");
lecture.Expect("pairs in all", howOften.Values.Sum(), "228146");

lecture.Step("The same counts in a table");
var letters = NameSplits.LettersOf(words); // '.' is 0, 'a' is 1, ... 'z' is 26
string[] alphabet = [.. letters.Characters.Select(letter => letter.ToString())];
var counts = new double[27 * 27]; // (27, 27), row by row: the first letter is the row
foreach (var (first, second) in words.SelectMany(Pairs))
{
    counts[(Id(first) * 27) + Id(second)]++;
}

var N = Tensor.From(counts, [27, 27]);
double[] rowSums = [.. counts.Chunk(27).Select(row => row.Sum())];
lecture.Expect("pairs that never occur", counts.Count(count => count == 0), "102");
lecture.ShowInText("counts", Table("How often the second letter follows the first", N, count => $"{count}"));

lecture.Step("From a row of counts to probabilities, and a draw from them");
var row = N[0]; // (27): what begins a name
var p = row / row.Sum();
lecture.Say($"names begin with a: {N[0, 1].Item()} of {row.Sum().Item()}, {100 * p[1].Item():F1} %");
var g = new TorchGenerator(seed); // PyTorch's generator, to the bit
var three = Tensor.Rand([3], g);
three /= three.Sum();
lecture.ExpectText("three probabilities", string.Join(' ', three.ToDoubles().Select(x => FormattableString.Invariant($"{x:F4}"))), "0.6064 0.3033 0.0903");
int[] drawn = g.Multinomial<float>(three.ToFloats(), 100, replacement: true);
lecture.ExpectText("the first of 100 draws", string.Join(' ', drawn[..22]), "1 1 2 0 0 2 1 1 0 0 0 1 1 0 0 1 1 0 0 1 0 2");
lecture.Say($"share of 0, 1, 2 among 100: {string.Join(' ', Enumerable.Range(0, 3).Select(i => drawn.Count(x => x == i)))}");

lecture.Step("Names from the table");
var P = (N + 1) / (N + 1).Sum([1], keepDim: true); // (27, 27) / (27, 1): each row by its sum. +1: nothing is impossible
lecture.ExpectText("from the counts", string.Join(' ', Names(P)), "mor. axx. minaymoryles. kondlaisah. anchshizarie.");
lecture.Say($"from no knowledge at all: {string.Join(' ', Names(Tensor.Full([27, 27], 1.0 / 27)))}");

lecture.Step("The broadcasting trap");
// Without keepDim the sums are (27), which broadcasts as (1, 27): they lie across the rows, and divide columns.
var wrong = N / N.Sum([1]);
lecture.Say($"shapes of the sums: with keepDim {Shape(N.Sum([1], keepDim: true))}, without {Shape(N.Sum([1]))}");
lecture.Check("with keepDim each row sums to 1", P.Sum([1]).ToDoubles().All(sum => Math.Abs(sum - 1) < 1e-6));
lecture.Say($"without, the first row sums to {wrong[0].Sum().Item():F4}");
lecture.Check("without, each column does: as many pairs begin with a letter as end with it", wrong.Sum([0]).ToDoubles().All(sum => Math.Abs(sum - 1) < 1e-6));

lecture.Step("How good is the table? The negative log-likelihood");
foreach (var (first, second) in Pairs("emma"))
{
    double probability = P[Id(first), Id(second)].Item();
    lecture.Say($"{first}{second}: probability {probability:F4}, log {Math.Log(probability):F4}");
}

lecture.Expect("emma, counts + 1, mean", LossOf(["emma"], 1), "2.5143");
double counted = LossOf(words, 0);
lecture.Expect("log-likelihood of all names", -counted * howOften.Values.Sum(), "-559873.59");
lecture.Expect("its negative, a pair", counted, "2.45401448915");
lecture.Say($"guessing blindly: {Math.Log(27):F4}");

lecture.Step("Smoothing");
lecture.Say($"andrejq without: {LossOf(["andrejq"], 0)}, since jq never occurs");
lecture.Expect("andrejq, counts + 1", LossOf(["andrejq"], 1), "3.4834");
lecture.Expect("all names, counts + 1", LossOf(words, 1), "2.45457682012");
lecture.Expect("all names, counts + 5", LossOf(words, 5), "2.4577");
lecture.Expect("all names, counts + 10", LossOf(words, 10), "2.4621");

lecture.Step("The training set of a network");
var (xs, ys) = Examples(["emma"]); // two tensors of (5): the first letter of each pair, and the second
lecture.ExpectText("xs of emma", string.Join(' ', xs.ToInts()), "0 5 13 13 1");
lecture.ExpectText("ys of emma", string.Join(' ', ys.ToInts()), "5 13 13 1 0");

lecture.Step("One layer, and softmax");
var W = Tensor.Randn([27, 27], new TorchGenerator(seed)).AsParameter("W");
var xenc = F.OneHot(xs, 27); // (5, 27): a 1 at the letter's place, else 0
var logits = xenc.MatMul(W); // (5, 27) x (27, 27) = (5, 27): log-counts
var probs = Softmax(logits); // (5, 27)
for (int i = 0; i < 5; i++)
{
    double right = probs[i, ys.ToInts()[i]].Item();
    lecture.Say($"{letters.Decode([xs.ToInts()[i]])} then {letters.Decode([ys.ToInts()[i]])}: probability {right:F4}, negative log {-Math.Log(right):F4}");
}

lecture.Check("a one-hot row times W is a row of W", logits.ToDoubles().SequenceEqual(W[xs].ToDoubles()));

lecture.Step("The loss, backward, and a few steps on emma");
var loss = Loss(xs, ys, xenc, regularization: 0);
lecture.Expect("emma", loss.Item(), "3.7693049907684326");
for (int step = 0; step < 4; step++)
{
    W.ZeroGrad();
    loss.Backward(); // W.Grad, (27, 27): which way each log-count would make the loss larger
    W.Data -= 0.1 * W.Grad!;
    loss = Loss(xs, ys, xenc, regularization: 0);
}

lecture.Expect("emma, after four steps of 0.1", loss.Item(), "3.6891887187957764");

lecture.Step("Gradient descent on all names");
(xs, ys) = Examples(words); // (228146) each
xenc = F.OneHot(xs, 27); // (228146, 27)
double[] plain = Train(lecture.Steps(101, 12), regularization: 0);
foreach (var (step, original) in new[] { (0, "3.758954"), (1, "3.371101"), (10, "2.689003"), (100, "2.472653") })
{
    Compare(plain, step, original);
}

lecture.Say($"at step {plain.Length - 1}: {plain[^1]:F6}; counting gives {counted:F6}, and nothing can be better");
var learned = 100 * Softmax(W.Detach());
lecture.ShowInText("learned", Table("What the network learned: percent, second letter after the first", learned, percent => percent < 0.5 ? "" : $"{percent:F0}"));

lecture.Step("Regularization is smoothing");
// 0.01 (W²).mean() pulls W towards 0, and W = 0 says that all letters are equally likely.
double[] smoothed = Train(lecture.Steps(301, 12), regularization: 0.01);
(int, string)[] originals = [(0, "3.768619"), (1, "3.378807"), (10, "2.696505"), (99, "2.490130"), (100, "2.489959"), (200, "2.482970"), (266, "2.4818")];
foreach (var (step, original) in originals)
{
    Compare(smoothed, step, original);
}

lecture.ShowInText("losses", new LinePlot("Learning what counting gives", "step", "loss, nats a letter",
[
    Curve("gradient descent", plain),
    Curve("with regularization", smoothed),
    Curve("counting", [.. smoothed.Select(_ => counted)]),
]));

lecture.Step("Names from the network");
lecture.ExpectWholeText("from the network", string.Join(' ', Names(Softmax(W.Detach()))), "mor. axx. minaymoryles. kondlaisah. anchthizarie.");
return lecture.End();

// The table's loss on some words, in nats a pair: the mean of -log P(second | first). In double: it sums a quarter of a million numbers.
double LossOf(IEnumerable<string> some, double smoothing) => some.SelectMany(Pairs).Average(pair =>
{
    int first = Id(pair.First), second = Id(pair.Second);
    return -Math.Log((counts[(first * 27) + second] + smoothing) / (rowSums[first] + (27 * smoothing)));
});

// A letter's number.
int Id(char letter) => letters.Characters.IndexOf(letter);

// The first letters of all pairs, and the second ones: what a network sees, and what it is to say.
(Tensor Xs, Tensor Ys) Examples(IEnumerable<string> some)
{
    int[] firsts = [.. some.SelectMany(word => letters.Encode($".{word}"))], seconds = [.. some.SelectMany(word => letters.Encode($"{word}."))];
    return (Tensor.From(firsts, [firsts.Length]), Tensor.From(seconds, [seconds.Length]));
}

// Log-counts to probabilities: (N, 27) to (N, 27), each row positive and with the sum 1.
static Tensor Softmax(Tensor logits)
{
    var counts = logits.Exp();
    return counts / counts.Sum([1], keepDim: true);
}

// The network's loss: the mean of -log(what it gives the right letters), plus what large weights cost.
Tensor Loss(Tensor xs, Tensor ys, Tensor xenc, double regularization)
{
    var probs = Softmax(xenc.MatMul(W)); // (N, 27)
    var loss = -probs[Tensor.Arange(ys.Count), ys].Log().Mean();
    return loss + (regularization * W.Pow(2).Mean());
}

// Gradient descent from fresh weights, over all pairs at once. Returns the loss before each step.
double[] Train(int steps, double regularization)
{
    W = Tensor.Randn([27, 27], new TorchGenerator(seed)).AsParameter("W");
    var losses = new double[steps];
    for (int step = 0; step < steps; step++)
    {
        using var scope = Tensor.Scope(); // frees the step's tensors, 25 MB each
        var loss = Loss(xs, ys, xenc, regularization);
        W.ZeroGrad();
        loss.Backward();
        W.Data -= 50 * W.Grad!;
        losses[step] = loss.Item();
    }

    return losses;
}

// A loss of a training beside the lecture's, if it came so far. A sum of 228,146 floats depends on its order in the last digit.
void Compare(double[] losses, int step, string original)
{
    if (step < losses.Length)
    {
        lecture.Expect($"loss at step {step}", losses[step], original, within: 2e-6);
    }
}

// Five names from a table of P(second | first): letter after letter, until the dot. The lecture's PyTorch drew them by cumulative sums.
string[] Names(Tensor table)
{
    var g = new TorchGenerator(seed);
    return [.. Enumerable.Range(0, 5).Select(_ =>
    {
        var name = new List<int>();
        do
        {
            var next = table[name.Count == 0 ? 0 : name[^1]]; // (27)
            name.Add(g.Multinomial<float>(next.ToFloats(), MultinomialRule.CumulativeSum));
        }
        while (name[^1] != 0);
        return letters.Decode([.. name]);
    })];
}

Plot Table(string title, Tensor table, Func<double, string> text)
{
    double[][] rows = [.. table.ToDoubles().Chunk(27)];
    return new HeatMapPlot(title, "second letter", "first letter", alphabet, alphabet, rows, [.. rows.Select(row => row.Select(text).ToArray())]);
}

static string Shape(Tensor tensor) => $"({string.Join(", ", tensor.Shape.ToArray())})";

static LineSeries Curve(string name, double[] losses) => new(name, [.. losses.Select((_, step) => (double)step)], losses);
