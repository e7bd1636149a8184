#:project ../lectures.csproj
using Lectures;
using Makemore;
using Micrograd;

// makemore, part 2: a network that sees three letters and gives each letter a place of its own (Bengio et al. 2003), and how one trains it:
// mini-batches, a learning rate found by trying, and three splits of the data.
var lecture = Lecture.Start("3 MLP", args);
const ulong seed = 2147483647;
const ulong batchSeed = 1337; // the lecture draws its batches without a seed, so losses of trainings agree to about 0.02 only
const int blockSize = 3; // letters of context

lecture.Step("From names to examples");
var corpus = Corpora.Names(allowFallback: true);
lecture.Uses(corpus);
string[] words = NameSplits.NamesOf(corpus);
var letters = NameSplits.LettersOf(words); // '.' is 0, 'a' is 1, ... 'z' is 26
var (inputs, targets) = (new List<int>(), new List<int>());
foreach (string word in words[..5])
{
    int[] context = [0, 0, 0];
    foreach (int next in letters.Encode($"{word}."))
    {
        if (word == words[0])
        {
            lecture.Say($"{letters.Decode(context)} -> {letters.Decode([next])}");
        }

        inputs.AddRange(context);
        targets.Add(next);
        context = [.. context[1..], next]; // slides on by a letter
    }
}

int n = targets.Count;
var X = Tensor.From([.. inputs], [n, blockSize]); // (32, 3)
var Y = Tensor.From([.. targets], [n]); // (32)
lecture.Expect("examples of the first five names", n, "32");
var all = new Examples(words, letters, blockSize); // the same for all names
lecture.Check("the library cuts them likewise", all.Range(0, n) is var (x, y) && x.ToInts().SequenceEqual(inputs) && y.ToInts().SequenceEqual(targets));

lecture.Step("A place for each letter: the embedding");
var g = new TorchGenerator(seed);
var C = Tensor.Randn([27, 2], g).AsParameter("C"); // (27, 2): a letter is a point in the plane
lecture.Say($"the point of e, row 5: {C[5]}");
lecture.Check("one-hot times C is that row", F.OneHot(Tensor.From([5], [1]), 27).MatMul(C).ToDoubles().SequenceEqual(C[5].ToDoubles()));
var emb = C[X]; // (32, 3, 2): all rows at once
lecture.Say($"C[X] has the shape ({string.Join(", ", emb.Shape.ToArray())})");
lecture.Check("its part [13, 2] is the row of letter X[13, 2]", emb[13, 2].ToDoubles().SequenceEqual(C[X[13, 2]].ToDoubles()));

lecture.Step("The hidden layer, and two ways to put embeddings side by side");
var W1 = Tensor.Randn([6, 100], g).AsParameter("W1");
var b1 = Tensor.Randn([100], g).AsParameter("b1");
var bySlices = Tensor.Concatenate([emb[.., 0], emb[.., 1], emb[.., 2]], 1); // three of (32, 2) to (32, 6): new memory
var byView = emb.Reshape(-1, 6); // (32, 6): the numbers lie in this order already, nothing is copied
lecture.Check("concatenating and viewing give the same", bySlices.ToDoubles().SequenceEqual(byView.ToDoubles()));
var h = (byView.MatMul(W1) + b1).Tanh(); // (32, 6) x (6, 100) + (100) broadcast = (32, 100)
lecture.Say($"h has the shape ({string.Join(", ", h.Shape.ToArray())}), from {h.ToDoubles().Min():F2} to {h.ToDoubles().Max():F2}");

lecture.Step("The output layer, and the loss by hand");
var W2 = Tensor.Randn([100, 27], g).AsParameter("W2");
var b2 = Tensor.Randn([27], g).AsParameter("b2");
var logits = h.MatMul(W2) + b2; // (32, 27)
var counts = logits.Exp();
var prob = counts / counts.Sum([1], keepDim: true); // (32, 27), rows with the sum 1
var byHand = -prob[Tensor.Arange(n), Y].Log().Mean();
lecture.Expect("parameters", new[] { C, W1, b1, W2, b2 }.Sum(p => p.Count), "3481");
lecture.Expect("loss", byHand.Item(), "17.7697");
lecture.Say($"if all letters were equally likely: {Math.Log(27):F4}");

lecture.Step("The same as one operation: cross-entropy");
lecture.Check("it gives the same loss", Math.Abs(F.CrossEntropy(logits, Y).Item() - byHand.Item()) < 1e-5);
var toFollow = new Net(2, 3, new TorchGenerator(seed)); // three neurons and two examples, to be followed by eye
TimeMachine.Save(lecture.NewPage("time-machine"), "The network with 3 neurons and 2 examples, step by step", F.CrossEntropy(toFollow.Logits(X[..2]), Y[..2]));
var large = Tensor.From([-5.0, -3, 0, 100], [1, 4]);
lecture.Say($"logits -5 -3 0 100 by hand: {(large.Exp() / large.Exp().Sum()).ToDoubles()[3]}, since e^100 is too large for a float");
lecture.Say($"minus their largest, which changes nothing: {((large - 100).Exp() / (large - 100).Exp().Sum()).ToDoubles()[3]}");
lecture.Expect("cross-entropy does that by itself", F.CrossEntropy(large, Tensor.From([3], [1])).Item(), "0");

lecture.Step("Overfitting 32 examples");
var tiny = new Net(2, 100, new TorchGenerator(seed));
double loss = 0;
for (int step = 0; step < 1000; step++)
{
    loss = Step(tiny, X, Y, 0.1);
}

// Where one context has several right answers, the best guess is their shares; no network can lose less.
var byContext = inputs.Chunk(blockSize).Zip(targets).GroupBy(example => letters.Decode(example.First), example => example.Second);
double floor = byContext.Sum(answers => answers.GroupBy(answer => answer).Sum(same => same.Count() * Math.Log((double)answers.Count() / same.Count()))) / n;
lecture.Expect("loss after 1000 steps", loss, "0.2561");
var unsure = byContext.Where(answers => answers.Distinct().Count() > 1).Select(answers => $"'{answers.Key}' is followed by {string.Join(", ", answers.Select(answer => letters.Decode([answer])))}");
lecture.Say($"it cannot fall below {floor:F4}, since {string.Join("; ", unsure)}");

lecture.Step("All names, in mini-batches");
lecture.Expect("examples of all names", all.Count, "228146");
var some = new Net(2, 100, new TorchGenerator(seed));
var batches = new Minibatches(all, 32, new TorchGenerator(batchSeed)); // 32 at random: a rough gradient, but 7,000 times as cheap
for (int step = 0; step < 5; step++)
{
    batches.Draw();
    lecture.Say($"step {step}: {Step(some, batches.X, batches.Y, 0.1):F4}");
}

lecture.Step("Which learning rate? Try them all");
some = new Net(2, 100, new TorchGenerator(seed));
var tries = LearningRateFinder.Run(-3, 0, 1000, rate => // a thousand steps, with rates from 0.001 to 1, evenly in their exponents
{
    batches.Draw();
    return Step(some, batches.X, batches.Y, rate);
});
double best = LearningRateFinder.Best(tries).Rate;
lecture.Say($"losses are lowest around a rate of {best:F2}");
lecture.Check("that is about the 0.1 that the lecture takes", best is > 0.03 and < 0.3);
lecture.ShowInText("learning-rates", DiagnosticPlots.LearningRates(tries));

lecture.Step("Three splits: to learn from, to choose by, to judge by");
var splits = NameSplits.Of(words, blockSize, shuffles: 4); // four times: the sizes that the lecture prints show that its cell was run so often
lecture.Expect("to train, 80 %", splits.Train.Count, "182441");
lecture.Expect("to develop, 10 %", splits.Dev.Count, "22902");
lecture.Expect("to test, 10 %", splits.Test.Count, "22803");

lecture.Step("Training: two numbers a letter, 100 neurons");
var small = new Net(2, 100, new TorchGenerator(seed));
double[] smallLosses = Train(small, lecture.Steps(40_000, 1000), dropAt: 20_000);
Report(small);

lecture.Step("A wider hidden layer");
var wide = new Net(2, 300, new TorchGenerator(seed));
double[] wideLosses = Train(wide, lecture.Steps(40_000, 1000), dropAt: 20_000);
lecture.Expect("parameters", wide.Parameters.Sum(p => p.Count), "10281");
Report(wide);

lecture.Step("What the embedding has learned");
lecture.ShowInText("embeddings", DiagnosticPlots.Embeddings(wide.C, [.. letters.Characters.Select(letter => $"{letter}")]));
double[] point = wide.C.ToDoubles();
double[] lengths = [.. "eio".Select(vowel => Distance(vowel, 'a')), .. "bcdhklmnrst".Select(consonant => Distance(consonant, 'a'))];
lecture.Say($"mean distance from a: of e, i, o {lengths[..3].Average():F2}, of frequent consonants {lengths[3..].Average():F2}");

lecture.Step("Ten numbers a letter, 200 neurons, 200,000 steps");
var net = new Net(10, 200, new TorchGenerator(seed));
lecture.Expect("parameters", net.Parameters.Sum(p => p.Count), "11897");
double[] losses = Train(net, lecture.Steps(200_000, 2000), dropAt: 100_000);
lecture.ExpectWhole("loss, train", LossOn(net, splits.Train), "2.1260", within: 0.02); // other batches than the lecture's
lecture.ExpectWhole("loss, dev", LossOn(net, splits.Dev), "2.1701", within: 0.02);
lecture.ShowInText("losses", DiagnosticPlots.Losses(
    "Loss of the batches", ("2 a letter, 100 neurons", smallLosses), ("2 a letter, 300 neurons", wideLosses), ("10 a letter, 200 neurons", losses)));

lecture.Step("Names from the network");
g = new TorchGenerator(seed + 10);
string[] made = [.. Enumerable.Range(0, 20).Select(_ => Name(net))];
lecture.Say($"{string.Join(' ', made[..10])}");
lecture.Say($"{string.Join(' ', made[10..])}");
lecture.Say($"the lecture's: carmahela jhovi kimrin thil halanna jazhien amerynci aqui nellara chaiiv");
lecture.Say($"the lecture's: kaleigh ham joce quinton lilea jamilio jeron jaryni jace chrudeley");
return lecture.End();

// One step of gradient descent. Returns the loss before it.
double Step(Net net, Tensor x, Tensor y, double rate)
{
    using var scope = Tensor.Scope(); // frees the step's tensors
    var loss = F.CrossEntropy(net.Logits(x), y);
    foreach (var p in net.Parameters)
    {
        p.ZeroGrad();
    }

    loss.Backward();
    foreach (var p in net.Parameters)
    {
        p.Data -= rate * p.Grad!;
    }

    return loss.Item();
}

// Many steps on batches of 32 of the training split; from some step on with a tenth of the rate.
double[] Train(Net net, int steps, int dropAt)
{
    var batches = new Minibatches(splits.Train, 32, new TorchGenerator(batchSeed));
    var losses = new double[steps];
    for (int step = 0; step < steps; step++)
    {
        batches.Draw();
        losses[step] = Step(net, batches.X, batches.Y, step < dropAt ? 0.1 : 0.01);
    }

    return losses;
}

// The mean loss over a whole split.
double LossOn(Net net, Examples split) => SplitLosses.Of(net.Logits, split, lecture.MostExamples);

void Report(Net net) => lecture.Say($"loss: train {LossOn(net, splits.Train):F4}, dev {LossOn(net, splits.Dev):F4}");

double Distance(char a, char b)
{
    int i = 2 * letters.Characters.IndexOf(a), j = 2 * letters.Characters.IndexOf(b);
    return Math.Sqrt(Math.Pow(point[i] - point[j], 2) + Math.Pow(point[i + 1] - point[j + 1], 2));
}

// Letter after letter, each drawn from what the network expects after the last three, until a dot.
string Name(Net net)
{
    using var noGrad = Tensor.NoGrad();
    var name = new List<int>();
    int[] context = [0, 0, 0];
    while (true)
    {
        var probs = net.Logits(Tensor.From(context, [1, blockSize])).Softmax(); // (1, 27)
        int next = g.Multinomial<float>(probs.ToFloats());
        if (next == 0)
        {
            return letters.Decode([.. name]);
        }

        name.Add(next);
        context = [.. context[1..], next];
    }
}

// The network of the steps above, with sizes to choose.
sealed class Net(int embedding, int hidden, TorchGenerator g)
{
    public Tensor C { get; } = Tensor.Randn([27, embedding], g).AsParameter("C");
    public Tensor W1 { get; } = Tensor.Randn([3 * embedding, hidden], g).AsParameter("W1");
    public Tensor B1 { get; } = Tensor.Randn([hidden], g).AsParameter("b1");
    public Tensor W2 { get; } = Tensor.Randn([hidden, 27], g).AsParameter("W2");
    public Tensor B2 { get; } = Tensor.Randn([27], g).AsParameter("b2");

    public Tensor[] Parameters => [C, W1, B1, W2, B2];

    // (B, 3) of letters to (B, 27)
    public Tensor Logits(Tensor x)
    {
        var emb = C[x].Reshape(-1, 3 * embedding); // (B, 3, embedding) to (B, 3 embedding)
        var h = (emb.MatMul(W1) + B1).Tanh(); // (B, hidden)
        return h.MatMul(W2) + B2;
    }
}
