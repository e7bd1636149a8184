namespace Lectures;

internal sealed class FoldExercise() : Exercise(4, 4, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("one input, one neuron", learner =>
            Expect.Close("W' and b'", [6, -5], [.. Into(learner)([[4]], [3], [1], [4], [3], 1).SelectMany(row => row)])),
        new("the same outputs for random inputs", learner =>
        {
            var random = new Random(7);
            double[][] w = [.. Enumerable.Range(0, 3).Select(_ => Numbers(random, 2))];
            double[] gamma = Numbers(random, 2), beta = Numbers(random, 2), mean = Numbers(random, 2), variance = [0.4, 2.5], x = Numbers(random, 3);
            double[][] folded = Into(learner)(w, gamma, beta, mean, variance, 1e-5);
            Expect.Equal("the number of rows", 4, folded.Length);
            double[] expected = [.. Enumerable.Range(0, 2).Select(j => (gamma[j] * (Enumerable.Range(0, 3).Sum(i => x[i] * w[i][j]) - mean[j]) / Math.Sqrt(variance[j] + 1e-5)) + beta[j])];
            double[] actual = [.. Enumerable.Range(0, 2).Select(j => Enumerable.Range(0, 3).Sum(i => x[i] * folded[i][j]) + folded[3][j])];
            Expect.Close("the outputs", expected, actual);
        }),
    ];

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];

    private static Func<double[][], double[], double[], double[], double[], double, double[][]> Into(Learner learner) =>
        learner.Function<Func<double[][], double[], double[], double[], double[], double, double[][]>>("Into");
}
