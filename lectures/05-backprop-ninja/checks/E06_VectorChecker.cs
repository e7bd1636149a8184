namespace Lectures;

internal sealed class VectorCheckerExercise() : Exercise(5, 6, ExerciseKind.WriteTheChecker)
{
    private static readonly double[] X = [0.4, -1.1, 0.9, 0.2];

    public override IEnumerable<Check> Checks =>
    [
        new("right backward passes are accepted", learner => Score(learner, expected: true,
        [
            new("tanh", Tanh, (x, dy) => [.. x.Zip(dy, (v, d) => (1 - (Math.Tanh(v) * Math.Tanh(v))) * d)]),
            new("softmax", Softmax, SoftmaxBackward),
            new("a matrix", x => Times(x, transposed: false), (_, dy) => Times(dy, transposed: true)),
            new("the sum", x => [x.Sum()], (x, dy) => [.. x.Select(_ => dy[0])]),
            new("a constant", _ => [3, 4], (x, _) => new double[x.Length]),
        ])),
        new("planted mistakes are caught", learner => Score(learner, expected: false,
        [
            new("tanh that ignores dy", Tanh, (x, dy) => [.. x.Select(v => 1 - (Math.Tanh(v) * Math.Tanh(v)))]),
            new("tanh with 1 - x²", Tanh, (x, dy) => [.. x.Zip(dy, (v, d) => (1 - (v * v)) * d)]),
            new("softmax without its second term", Softmax, (x, dy) => [.. Softmax(x).Zip(dy, (p, d) => p * d)]),
            new("softmax times 2", Softmax, (x, dy) => [.. SoftmaxBackward(x, dy).Select(d => 2 * d)]),
            new("softmax that returns zeros", Softmax, (x, dy) => new double[x.Length]),
            new("softmax's diagonal alone", Softmax, (x, dy) => [.. Softmax(x).Zip(dy, (p, d) => p * (1 - p) * d)]),
            new("a matrix that is not transposed on the way back", x => Times(x, transposed: false), (_, dy) => Times(dy, transposed: false)),
            new("the last entry forgotten", Tanh, (x, dy) => [.. x.Zip(dy, (v, d) => (1 - (Math.Tanh(v) * Math.Tanh(v))) * d).SkipLast(1), 0]),
        ])),
    ];

    private static void Score(Learner learner, bool expected, Case[] cases)
    {
        var isRight = learner.Function<Func<Func<double[], double[]>, Func<double[], double[], double[]>, double[], bool>>("IsRight");
        string[] misjudged = [.. cases.Where(one => isRight(one.F, one.Backward, [.. X]) != expected).Select(one => one.Name)];
        Expect.True(misjudged.Length == 0, $"{cases.Length - misjudged.Length} of {cases.Length} judged rightly; {(expected ? "false alarms" : "missed")}: {string.Join(", ", misjudged)}.");
    }

    /// <summary>The product with a matrix of four by four, or with its transpose.</summary>
    private static double[] Times(double[] x, bool transposed) =>
        [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, 4).Sum(j => Math.Sin(transposed ? (4 * j) + i : (4 * i) + j) * x[j]))];

    private static double[] Tanh(double[] x) => [.. x.Select(Math.Tanh)];

    private static double[] Softmax(double[] x)
    {
        double sum = x.Sum(Math.Exp);
        return [.. x.Select(v => Math.Exp(v) / sum)];
    }

    private static double[] SoftmaxBackward(double[] x, double[] dy)
    {
        double[] y = Softmax(x);
        double inner = y.Zip(dy, (a, b) => a * b).Sum();
        return [.. y.Zip(dy, (p, d) => p * (d - inner))];
    }

    private sealed record Case(string Name, Func<double[], double[]> F, Func<double[], double[], double[]> Backward);
}
