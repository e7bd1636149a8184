namespace Lectures;

internal sealed class ProductsExercise() : Exercise(5, 1, ExerciseKind.Backward)
{
    private const int M = 2, K = 3, N = 4;

    public override IEnumerable<Check> Checks =>
    [
        new("one row times one column", learner => Expect.Close("dA", [20, 30], Backward(learner)([1, 1], [2, 3], [10], 1, 2, 1))),
        new("the gradient agrees with difference quotients", learner =>
        {
            var backward = Backward(learner);
            double[] b = [.. Enumerable.Range(0, K * N).Select(i => Math.Sin(i + 1))];
            Expect.Passes(GradCheck.Run(
                "A·B",
                [new CheckedInput("A", [M, K], [0.3, -0.8, 1.1, 0.4, -0.2, 0.9])],
                [M, N],
                a => Product(a[0], b),
                (a, dC) => [backward(a[0], b, dC, M, K, N)]));
        }),
    ];

    private static double[] Product(double[] a, double[] b) =>
        [.. from i in Enumerable.Range(0, M) from j in Enumerable.Range(0, N) select Enumerable.Range(0, K).Sum(l => a[(i * K) + l] * b[(l * N) + j])];

    private static Func<double[], double[], double[], int, int, int, double[]> Backward(Learner learner) =>
        learner.Function<Func<double[], double[], double[], int, int, int, double[]>>("BackwardA");
}
