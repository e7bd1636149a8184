namespace Lectures;

internal sealed class FlashBackwardExercise() : Exercise(10, 6, ExerciseKind.Backward)
{
    private const int T = 4, D = 3;

    private delegate double[][] BackwardFunction(double[][] q, double[][] k, double[][] v, double[][] o, double[][] dO, double[] logSumExp);

    public override IEnumerable<Check> Checks =>
    [
        new("one token: its value gets all of dout", learner =>
        {
            double[][] all = learner.Function<BackwardFunction>("Backward")([[1, 2]], [[3, 4]], [[5, 6]], [[5, 6]], [[7, 8]], [11 / Math.Sqrt(2)]);
            Expect.Close("dq, dk, dv", [0, 0, 0, 0, 7, 8], [.. all.SelectMany(row => row)]);
        }),
        new("the gradients agree with difference quotients", learner =>
        {
            var backward = learner.Function<BackwardFunction>("Backward");
            var g = new TorchGenerator(6);
            CheckedInput[] inputs = [.. new[] { "q", "k", "v" }.Select(name => new CheckedInput(name, [T, D], Tensor.Randn([T, D], g).ToDoubles()))];
            Expect.Passes(GradCheck.Run(
                "attention",
                inputs,
                [T, D],
                p => [.. Forward(p).Out.SelectMany(row => row)],
                (p, dO) =>
                {
                    var (o, logSumExp) = Forward(p);
                    double[][] all = backward(Rows(p[0]), Rows(p[1]), Rows(p[2]), o, Rows(dO), logSumExp);
                    return [.. Enumerable.Range(0, 3).Select(i => all[(i * T)..((i + 1) * T)].SelectMany(row => row).ToArray())];
                }));
        }),
    ];

    private static double[][] Rows(double[] numbers) => [.. numbers.Chunk(D)];

    private static (double[][] Out, double[] LogSumExp) Forward(IReadOnlyList<double[]> p)
    {
        double[][] q = Rows(p[0]), k = Rows(p[1]), v = Rows(p[2]), o = new double[T][];
        var logSumExp = new double[T];
        for (int t = 0; t < T; t++)
        {
            double[] scores = [.. Enumerable.Range(0, t + 1).Select(s => q[t].Zip(k[s], (a, b) => a * b).Sum() / Math.Sqrt(D))];
            logSumExp[t] = Math.Log(scores.Sum(Math.Exp));
            o[t] = [.. Enumerable.Range(0, D).Select(c => scores.Select((score, s) => Math.Exp(score - logSumExp[t]) * v[s][c]).Sum())];
        }

        return (o, logSumExp);
    }
}
