namespace Lectures;

internal sealed class TuningExercise() : Exercise(3, 8, ExerciseKind.Forward)
{
    private const int Steps = 500, LateSteps = 150;
    private const double Bar = 1.7;

    public override IEnumerable<Check> Checks =>
    [
        new("the first loss is ln 27, as for 27 equal letters", learner =>
        {
            double first = Train(learner, seed: 1, steps: 1).First;
            Expect.True(Math.Abs(first - Math.Log(27)) < 0.1, FormattableString.Invariant($"The first loss is {first:F3}; ln 27 = {Math.Log(27):F3}."));
        }),
        new("the dev loss is below 1.7", learner => BelowTheBar(learner, seed: 1)),
        new("and not by luck: with other names and other weights too", learner => BelowTheBar(learner, seed: 3)),
    ];

    private static void BelowTheBar(Learner learner, ulong seed)
    {
        var (first, train, dev) = Train(learner, seed, Steps);
        Expect.True(dev < Bar, FormattableString.Invariant($"The first loss was {first:F3}; after {Steps} steps it is {train:F3} on train and {dev:F3} on dev. {(train < dev - 0.15 ? "It knows its names by heart." : "It could still learn more from its names.")}"));
    }

    private static (double First, double Train, double Dev) Train(Learner learner, ulong seed, int steps)
    {
        int context = Size(learner, "Context", 8), embedding = Size(learner, "Embedding", 32), hidden = Size(learner, "Hidden", 200), batchSize = Size(learner, "BatchSize", 64);
        double rate = learner.Answer<double>("Rate"), scale = learner.Answer<double>("OutputScale");
        var train = new Examples(InventedNames.Make(800, seed), InventedNames.Letters, context);
        var dev = new Examples(InventedNames.Make(200, seed + 1), InventedNames.Letters, context);
        var g = new TorchGenerator(seed);
        Tensor c = Tensor.Randn([27, embedding], g).AsParameter("C"), w1 = Tensor.Randn([context * embedding, hidden], g), b1 = Tensor.Randn([hidden], g).AsParameter("b1");
        w1 = (w1 / Math.Sqrt(context * embedding)).AsParameter("W1");
        Tensor w2 = (Tensor.Randn([hidden, 27], g) * scale).AsParameter("W2"), b2 = (Tensor.Randn([27], g) * scale).AsParameter("b2");
        var sgd = new Sgd([c, w1, b1, w2, b2], rate);
        var batches = new Minibatches(train, batchSize, g);
        double first = SplitLosses.Of(Logits, train);
        for (int step = 0; step < steps; step++)
        {
            using var scope = Tensor.Scope();
            batches.Draw();
            sgd.ZeroGrad();
            F.CrossEntropy(Logits(batches.X), batches.Y).Backward();
            sgd.LearningRate = step < steps - LateSteps ? rate : rate / 10;
            sgd.Step();
        }

        return (first, SplitLosses.Of(Logits, train), SplitLosses.Of(Logits, dev));

        Tensor Logits(Tensor x) => (c[x].Reshape(-1, context * embedding).MatMul(w1) + b1).Tanh().MatMul(w2) + b2;
    }

    private static int Size(Learner learner, string name, int most)
    {
        int size = learner.Answer<int>(name);
        Expect.True(size >= 1 && size <= most, $"{name} is {size}; it may be 1 to {most}.");
        return size;
    }
}
