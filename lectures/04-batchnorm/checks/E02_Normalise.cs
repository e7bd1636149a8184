namespace Lectures;

internal sealed class NormaliseExercise() : Exercise(4, 2, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("three examples of one neuron", learner =>
            Expect.Close("y", [-1, 0, 1], [.. BatchNorm(learner)([[2], [4], [6]], [1], [0], 0).Select(row => row[0])])),
        new("every column has mean beta and standard deviation gamma", learner =>
        {
            double[][] x = [.. Tensor.Randn([40, 3], new TorchGenerator(3)).ToDoubles().Select(v => (3 * v) + 1).Chunk(3)];
            double[][] y = BatchNorm(learner)(x, [2, 0.5, 3], [1, -1, 7], 0);
            foreach (var (j, mean, std) in new[] { (0, 1.0, 2.0), (1, -1, 0.5), (2, 7, 3) })
            {
                double[] column = [.. y.Select(row => row[j])];
                Expect.Close($"the mean of column {j}", mean, column.Average(), 1e-6);
                Expect.Close($"the standard deviation of column {j}", std, Math.Sqrt(column.Sum(v => (v - mean) * (v - mean)) / 39), 1e-6);
            }
        }),
        new("eps counts where a column hardly varies", learner =>
            Expect.Close("y", [-1 / Math.Sqrt(3), 1 / Math.Sqrt(3)], [.. BatchNorm(learner)([[1], [3]], [1], [0], 1).Select(row => row[0])])),
    ];

    private static Func<double[][], double[], double[], double, double[][]> BatchNorm(Learner learner) =>
        learner.Function<Func<double[][], double[], double[], double, double[][]>>("BatchNorm");
}
