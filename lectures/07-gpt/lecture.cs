#:project ../lectures.csproj

// Lecture 7: a GPT from scratch, from a table of pairs to blocks of self-attention. B sequences, T tokens each, C channels, V characters.

using Kernels;
using Lectures;
using Micrograd;
using NanoGpt;

var lecture = Lecture.Start("7 GPT from scratch", args);

lecture.Step("Reading Shakespeare, one token a character");
var corpus = Corpora.Shakespeare();
lecture.Uses(corpus);
var characters = new Vocabulary(corpus.Text);
int[] tokens = characters.Encode(corpus.Text);
int[] train = tokens[..(int)(0.9 * tokens.Length)], val = tokens[train.Length..];
lecture.Expect("characters", tokens.Length, "1115394");
lecture.Expect("different ones", characters.Size, "65");
lecture.ExpectText("\"hii there\"", string.Join(" ", characters.Encode("hii there")), "46 47 47 1 58 46 43 56 43");
lecture.Check("decoding gives it back", characters.Decode(characters.Encode("hii there")) == "hii there");

lecture.Step("Blocks and batches");
const int blockSize = 8;
foreach (int t in Enumerable.Range(1, blockSize))
{
    lecture.Say($"after {string.Join(" ", train[..t])} comes {train[t]}"); // one block of 9 tokens holds 8 examples
}

var g = new TorchGenerator(1337);
int[] offsets = Offsets(train, 4, blockSize, g);
lecture.ExpectText("where the first batch begins", string.Join(", ", offsets), "76049, 234249, 934904, 560986");
var (x, y) = Batch(train, offsets, blockSize); // (4, 8) and (4, 8): 32 examples

lecture.Step("The bigram model");
g = new TorchGenerator(1337);
var bigram = new Bigram(characters.Size, blockSize, g); // logits = table[token]: (B, T) to (B, T, V)
lecture.Expect("loss before training", bigram.Loss(x, y).Item(), "4.8786");
lecture.Say($"as unsure as can be would be ln {characters.Size} = {Math.Log(characters.Size):F4}");
lecture.ExpectText("what it writes", Generate(bigram, 100, g), "↵SKIcLT;AcELMoTbvZv C?nq-QE33:CJqkOKH-q;:la!oiywkHjgChzbQ?u!3bLIgwevmyFJGUGp↵wnYWmnxKWWev-tDqXErVKLgJ");
lecture.Expect("loss after 100 steps of AdamW", TrainFor(bigram, 100, 32, 1e-3, g), "4.6563");
TrainFor(bigram, lecture.Steps(3000, whenQuick: 500), 32, 1e-2, g);
lecture.ExpectWhole("val loss after 3,000 more, ten times as fast", Loss(bigram, val), "2.5");
lecture.Say($"it writes: {Generate(bigram, 60, g)}");

lecture.Step("The trick: averages of all that came before, four times");
g = new TorchGenerator(42);
var ones = Tensor.Ones([3, 3]).MaskedFill(Tensor.UpperTriangle(3), 0); // 1 on and below the diagonal
var average = ones / ones.Sum([1], keepDim: true); // each row sums to 1
var numbers = Tensor.From([.. Tensor.RandInt(0, 10, [3, 2], g).ToInts().Select(digit => (double)digit)], (int[])[3, 2]);
lecture.ExpectText("numbers", Row(numbers), "2.0000 7.0000 6.0000 4.0000 6.0000 5.0000");
lecture.ExpectText("their running averages", Row(average.MatMul(numbers)), "2.0000 7.0000 4.0000 5.5000 4.6667 5.3333");
g = new TorchGenerator(1337);
const int batch = 4, time = 8;
x = Tensor.Randn([batch, time, 2], g);
double[] given = x.ToDoubles(), byLoop = new double[given.Length];
for (int b = 0; b < batch; b++)
{
    for (int t = 0; t < time; t++)
    {
        for (int c = 0; c < 2; c++)
        {
            byLoop[(((b * time) + t) * 2) + c] = Enumerable.Range(0, t + 1).Average(before => given[(((b * time) + before) * 2) + c]);
        }
    }
}

lecture.ExpectText("x[0], first rows", Row(x[0, ..2]), "0.1808 -0.0700 -0.3596 -0.9152");
var mask = Tensor.UpperTriangle(time);
ones = Tensor.Ones([time, time]).MaskedFill(mask, 0);
var byMatrix = (ones / ones.Sum([1], keepDim: true)).MatMul(x); // (T, T)(B, T, C): the same matrix for each sequence
var scores = Tensor.Zeros([time, time]).MaskedFill(mask, double.NegativeInfinity); // e^-∞ = 0: the future does not count
var bySoftmax = scores.Softmax().MatMul(x);
lecture.ExpectText("averages, first rows", Row(byMatrix[0, ..2]), "0.1808 -0.0700 -0.0894 -0.4926");
lecture.Check("a loop, a matrix and a softmax give the same", Close(byLoop, byMatrix) && Close(byLoop, bySoftmax));

lecture.Step("Self-attention: the data decides the weights");
g = new TorchGenerator(1337);
x = Tensor.Randn([batch, time, 32], g);
Linear key = new(32, 16, bias: false, g), query = new(32, 16, bias: false, g), value = new(32, 16, bias: false, g);
Tensor k = key.Forward(x), q = query.Forward(x), v = value.Forward(x); // (B, T, 16): what I have, what I look for, what I tell
var weights = q.MatMul(k.T).MaskedFill(mask, double.NegativeInfinity).Softmax(); // (B, T, T)
lecture.ExpectText("row 2 of the weights", Row(weights[0, 1..2]), "0.1574 0.8426 0.0000 0.0000 0.0000 0.0000 0.0000 0.0000");
lecture.ExpectText("row 8", Row(weights[0, 7..8]), "0.0210 0.0843 0.0555 0.2297 0.0573 0.0709 0.2423 0.2391");
lecture.Say($"out: {Shapes.Format(weights.MatMul(v).Shape)}");
lecture.ShowInText("averages", new MatrixPlot("What each token takes from those before it", [[Matrix("equal shares", scores.Softmax()), Matrix("by what the tokens are", weights[0])]]) { Cell = 24 });

lecture.Step("Why the scores are divided by the root of the head's size");
k = Tensor.Randn([batch, time, 16], g);
q = Tensor.Randn([batch, time, 16], g);
lecture.Expect("variance of k", Variance(k), "1.0449");
lecture.Expect("of q", Variance(q), "1.0700");
lecture.Say($"of q·k, a sum of 16 products: {Variance(q.MatMul(k.T)):F4}");
lecture.Expect("of q·k/√16", Variance(q.MatMul(k.T) / Math.Sqrt(16)), "1.0918");
var vague = Tensor.From(0.1, -0.2, 0.3, -0.2, 0.5);
lecture.ExpectText("softmax of small scores", Row(vague.Softmax()), "0.1925 0.1426 0.2351 0.1426 0.2872");
lecture.ExpectText("of eight times as large ones", Row((vague * 8).Softmax()), "0.0326 0.0030 0.1615 0.0030 0.8000");

lecture.Step("Layer norm: batch norm turned by 90 degrees");
x = Tensor.Randn([32, 100], new TorchGenerator(1337));
var norm = (x - x.Mean([1], keepDim: true)) / (x.Variance([1], keepDim: true) + 1e-5).Sqrt(); // (32, 100): rows instead of columns; then scale and shift
lecture.Expect("mean of a column", norm[.., 0].Mean().Item(), "0.1469");
lecture.Expect("its standard deviation", norm[.., 0].Std([0]).Item(), "0.8803");
lecture.Expect("mean of a row", norm[0].Mean().Item(), "0.0000");
lecture.Expect("its standard deviation", norm[0].Std([0]).Item(), "1.0000");
lecture.Check("the library's LayerNorm divides by n, not by n - 1: larger by √(100/99)", Close([.. (norm * Math.Sqrt(100 / 99.0)).ToDoubles()], new LayerNorm(100).Forward(x), 1e-4));

lecture.Step("The same model, one idea more each time: val loss after 5,000 steps");
(string Idea, GptDesign Design, string? Original)[] ladder =
[
    ("one head", new(32, blockSize, Layers: 1, Heads: 1), "2.5"),
    ("four heads side by side", new(32, blockSize, Layers: 1, Heads: 4), "2.28"),
    ("a feed-forward layer: time to think", new(32, blockSize, Layers: 1, Heads: 4, FeedForward: 1), "2.24"),
    ("three blocks, residual connections", new(32, blockSize, Layers: 3, Heads: 4, FeedForward: 4, HasResiduals: true), null),
    ("layer norm", new(32, blockSize, Layers: 3, Heads: 4, FeedForward: 4, HasResiduals: true, HasNorms: true), "2.06"),
];
var curves = new List<(string, IReadOnlyList<double>)>();
foreach (var (idea, design, original) in ladder)
{
    g = new TorchGenerator(1337);
    var rung = new LectureGpt(characters.Size, design, g);
    var losses = new List<double>();
    TrainFor(rung, lecture.Steps(5000, whenQuick: 40), 32, 1e-3, g, losses);
    curves.Add((idea, losses));
    double loss = Loss(rung, val);
    if (original is null)
    {
        lecture.Say($"{idea}, {rung.ParameterCount} parameters: {loss:F4}");
    }
    else
    {
        // The originals are notes of a run with another order of draws and other sizes on the way; 200 batches estimate to 0.02.
        lecture.ExpectWhole($"{idea}, {rung.ParameterCount} parameters", loss, original, within: 0.1);
    }
}

lecture.ShowInText("ladder", DiagnosticPlots.Losses("One idea more each time", curves));

lecture.Step("A small GPT, and where its heads look");
g = new TorchGenerator(1337);
var small = new LectureGpt(characters.Size, new GptDesign(64, 32, Layers: 4, Heads: 4, FeedForward: 4, HasResiduals: true, HasNorms: true), g);
TrainFor(small, lecture.Steps(1200, whenQuick: 60), 32, 2e-3, g);
lecture.Say($"{small.ParameterCount} parameters, val loss {Loss(small, val):F4}");
lecture.Say($"it writes: {Generate(small, 120, g)}");
int[] seen = val[..20];
Watch(small, seen);
string[] names = [.. seen.Select(token => characters.Decode([token]) switch { "\n" => "↵", " " => "·", var letter => letter })];
lecture.ShowInText("attention", new MatrixPlot("Attention of a trained GPT: each row is a token, dark where it looks",
    [.. small.Blocks.Select((block, layer) => block.Heads.Select((head, i) => Matrix($"layer {layer + 1}, head {i + 1}", head.Weights!)).ToArray())])
{
    Cell = 8.5,
    RowNames = names,
    ColumnNames = names,
});
lecture.Check("no head looks ahead, and what it gives out sums to 1", small.Blocks.SelectMany(block => block.Heads).All(head => IsCausal(head.Weights!)));

lecture.Step("gpt.py: the last program");
var large = new LectureGpt(characters.Size, new GptDesign(384, 256, Layers: 6, Heads: 6, FeedForward: 4, HasResiduals: true, HasNorms: true, Dropout: 0.2f), new TorchGenerator(1337));
large.DrawSmallWeights(new TorchGenerator(1337));
lecture.Expect("parameters", large.ParameterCount, "10788929");
lecture.Expect("val loss before training", Loss(large, val, batches: 2, batchSize: 2), "4.28", within: 0.05); // two batches, another draw of weights
lecture.Say($"5,000 steps of 64 x 256 characters take it to 1.48: hours on a processor, a quarter of an hour on the lecture's A100 (dotnet run -c Release --project NanoGpt -- train --config lecture-gpt)");

return lecture.End();

// Where sequences begin: torch.randint(len(data) - block_size, (batch_size,)).
static int[] Offsets(int[] data, int count, int length, TorchGenerator g)
{
    var offsets = new int[count];
    g.RandInt(0, data.Length - length, offsets);
    return offsets;
}

// Sequences and each token's next one: (B, T) and (B, T).
static (Tensor X, Tensor Y) Batch(int[] data, int[] offsets, int length)
{
    int[] x = [.. offsets.SelectMany(start => data[start..(start + length)])];
    int[] y = [.. offsets.SelectMany(start => data[(start + 1)..(start + 1 + length)])];
    return (Tensor.From(x, [offsets.Length, length]), Tensor.From(y, [offsets.Length, length]));
}

// The training loop; gives the last batch's loss.
double TrainFor(LanguageModel model, int steps, int batchSize, double learningRate, TorchGenerator g, List<double>? losses = null)
{
    var optimizer = new AdamW(model.Parameters, learningRate);
    double last = 0;
    for (int step = 0; step < steps; step++)
    {
        using var scope = Tensor.Scope(); // what is made inside is freed at its end
        var (inputs, targets) = Batch(train, Offsets(train, batchSize, model.BlockSize, g), model.BlockSize);
        var loss = model.Loss(inputs, targets);
        optimizer.ZeroGrad();
        loss.Backward();
        optimizer.Step();
        last = loss.Item();
        losses?.Add(last);
    }

    return last;
}

// One batch says little: the mean of many.
static double Loss(LanguageModel model, int[] data, int batches = 200, int batchSize = 32)
{
    using var noGrad = Tensor.NoGrad();
    model.Training = false; // dropout drops nothing
    var g = new TorchGenerator(1);
    double sum = 0;
    for (int i = 0; i < batches; i++)
    {
        using var scope = Tensor.Scope();
        var (inputs, targets) = Batch(data, Offsets(data, batchSize, model.BlockSize, g), model.BlockSize);
        sum += model.Loss(inputs, targets).Item();
    }

    model.Training = true;
    return sum / batches;
}

// Token by token: the last position's logits, a softmax, a draw; and what was drawn is read in the next round.
string Generate(LanguageModel model, int count, TorchGenerator g)
{
    using var noGrad = Tensor.NoGrad();
    var text = new List<int> { 0 }; // token 0 is the line feed
    for (int i = 0; i < count; i++)
    {
        using var scope = Tensor.Scope();
        int[] context = [.. text.TakeLast(model.BlockSize)]; // there are no embeddings for more positions
        var logits = model.Forward(Tensor.From(context, [1, context.Length]))[0, ^1]; // (V)
        text.Add(g.Multinomial<float>(logits.Softmax().ToFloats()));
    }

    return characters.Decode([.. text]).Replace("\n", "↵");
}

// A pass whose attention weights are kept.
static void Watch(LectureGpt model, int[] tokens)
{
    using var noGrad = Tensor.NoGrad();
    model.Training = false;
    model.Forward(Tensor.From(tokens, [1, tokens.Length]));
    model.Training = true;
}

static bool IsCausal(Tensor weights)
{
    double[][] rows = Matrix("", weights).Rows;
    return rows.Index().All(row => Math.Abs(row.Item.Sum() - 1) < 1e-5 && row.Item.Skip(row.Index + 1).All(weight => weight == 0));
}

static NamedMatrix Matrix(string name, Tensor weights) => new(name, [.. weights.ToDoubles().Chunk(weights.Shape[^1])]);

static double Variance(Tensor x) => x.Reshape(-1).Variance([0]).Item();

static bool Close(double[] numbers, Tensor tensor, double within = 1e-6) => numbers.Zip(tensor.ToDoubles()).All(pair => Math.Abs(pair.First - pair.Second) < within);

static string Row(Tensor tensor) => string.Join(" ", tensor.ToDoubles().Select(number => FormattableString.Invariant($"{number:F4}")));

// What a model is made of; the ladder turns one thing on after another.
internal sealed record GptDesign(int Channels, int BlockSize, int Layers, int Heads, int FeedForward = 0, bool HasResiduals = false, bool HasNorms = false, float Dropout = 0);

// One head: (B, T, C) to (B, T, size). A token sends out what it looks for (query), what it has (key), and what it tells (value).
internal sealed class Head : Module
{
    private readonly Linear key, query, value;
    private readonly Dropout dropout;
    private readonly int size;

    public Head(int channels, int size, float dropout, DropoutSeeds seeds, TorchGenerator g)
    {
        this.size = size;
        key = Child("key", new Linear(channels, size, bias: false, g));
        query = Child("query", new Linear(channels, size, bias: false, g));
        value = Child("value", new Linear(channels, size, bias: false, g));
        this.dropout = Child("dropout", new Dropout(dropout, seeds));
    }

    // (B, T, T) of the last pass outside training, for pictures.
    public Tensor? Weights { get; private set; }

    public override Tensor Forward(Tensor x)
    {
        Tensor k = key.Forward(x), q = query.Forward(x), v = value.Forward(x); // (B, T, size)
        var scores = q.MatMul(k.T) / Math.Sqrt(size); // (B, T, T)
        var weights = scores.MaskedFill(Tensor.UpperTriangle(x.Shape[1]), double.NegativeInfinity).Softmax();
        Weights = Training ? null : weights;
        return dropout.Forward(weights).MatMul(v);
    }
}

// Communication, then computation: heads side by side, then a small network for each token by itself.
internal sealed class Block : Module
{
    private readonly GptDesign design;
    private readonly Linear? projection, widen, narrow;
    private readonly LayerNorm? beforeHeads, beforeFeedForward;
    private readonly Dropout dropout;

    public Block(GptDesign design, DropoutSeeds seeds, TorchGenerator g)
    {
        this.design = design;
        int channels = design.Channels;
        Heads = [.. Enumerable.Range(0, design.Heads).Select(i => Child($"head{i}", new Head(channels, channels / design.Heads, design.Dropout, seeds, g)))];
        dropout = Child("dropout", new Dropout(design.Dropout, seeds));
        if (design.HasResiduals)
        {
            projection = Child("projection", new Linear(channels, channels, generator: g));
        }

        if (design.FeedForward > 0)
        {
            widen = Child("widen", new Linear(channels, design.FeedForward * channels, generator: g));
            narrow = design.FeedForward > 1 ? Child("narrow", new Linear(design.FeedForward * channels, channels, generator: g)) : null;
        }

        if (design.HasNorms)
        {
            beforeHeads = Child("ln1", new LayerNorm(channels));
            beforeFeedForward = Child("ln2", new LayerNorm(channels));
        }
    }

    public IReadOnlyList<Head> Heads { get; }

    public override Tensor Forward(Tensor x)
    {
        var normed = beforeHeads is null ? x : beforeHeads.Forward(x);
        var told = Tensor.Concatenate([.. Heads.Select(head => head.Forward(normed))], 2); // (B, T, C)
        told = projection is null ? told : dropout.Forward(projection.Forward(told));
        x = design.HasResiduals ? x + told : told; // a road on which gradients pass through a plus, undisturbed
        if (widen is null)
        {
            return x;
        }

        var thought = widen.Forward(beforeFeedForward is null ? x : beforeFeedForward.Forward(x)).Relu();
        thought = narrow is null ? thought : dropout.Forward(narrow.Forward(thought));
        return design.HasResiduals ? x + thought : thought;
    }
}

// Token and position embeddings, blocks, a last norm, logits.
internal sealed class LectureGpt : LanguageModel
{
    private readonly Embedding tokenTable, positionTable;
    private readonly LayerNorm? lastNorm;
    private readonly Linear head;

    public LectureGpt(int vocabSize, GptDesign design, TorchGenerator g)
    {
        VocabSize = vocabSize;
        BlockSize = design.BlockSize;
        var seeds = new DropoutSeeds(1337);
        tokenTable = Child("token_embedding_table", new Embedding(vocabSize, design.Channels, g));
        positionTable = Child("position_embedding_table", new Embedding(design.BlockSize, design.Channels, g));
        Blocks = [.. Enumerable.Range(0, design.Layers).Select(i => Child($"block{i}", new Block(design, seeds, g)))];
        lastNorm = design.HasNorms ? Child("ln_f", new LayerNorm(design.Channels)) : null;
        head = Child("lm_head", new Linear(design.Channels, vocabSize, generator: g));
    }

    public override int BlockSize { get; }

    public override int VocabSize { get; }

    public IReadOnlyList<Block> Blocks { get; }

    public override Tensor Forward(Tensor x)
    {
        var h = tokenTable.Forward(x) + positionTable.Forward(Tensor.Arange(x.Shape[1])); // (B, T, C) + (T, C)
        h = Blocks.Aggregate(h, (seen, block) => block.Forward(seen));
        return head.Forward(lastNorm is null ? h : lastNorm.Forward(h)); // (B, T, V)
    }

    // As gpt.py starts: matrices and tables from N(0, 0.02), biases 0.
    public void DrawSmallWeights(TorchGenerator g)
    {
        foreach (var (name, tensor) in NamedParameters.Where(parameter => !parameter.Name.Contains("ln")))
        {
            Init.Normal(tensor, 0, name.EndsWith("bias") ? 0 : 0.02, g);
        }
    }
}
