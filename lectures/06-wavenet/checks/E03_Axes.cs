namespace Lectures;

internal sealed class AxesExercise() : Exercise(6, 3, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("two examples, two places, one channel", learner =>
        {
            double deviation = Math.Sqrt(5 / 3.0);
            Expect.Close("y", [-1.5 / deviation, -0.5 / deviation, 0.5 / deviation, 1.5 / deviation], Standardise(learner)(Tensor.From([0.0, 1, 2, 3], [2, 2, 1])).ToDoubles(), 1e-6);
        }),
        new("one mean and one variance for each channel", learner =>
        {
            var x = (Tensor.Randn([6, 4, 3], new TorchGenerator(1)) * Tensor.From([1.0, 2, 3], [1, 1, 3])) + Tensor.From([0.0, 1, 2, 3], [1, 4, 1]);
            Expect.Close("y", Standardised(x), Standardise(learner)(x).ToDoubles(), 1e-5);
        }),
    ];

    private static double[] Standardised(Tensor x)
    {
        double[][] rows = [.. x.ToDoubles().Chunk(3)];
        double[] mean = [.. Enumerable.Range(0, 3).Select(c => rows.Average(row => row[c]))];
        double[] std = [.. mean.Select((m, c) => Math.Sqrt(rows.Sum(row => (row[c] - m) * (row[c] - m)) / (rows.Length - 1)))];
        return [.. rows.SelectMany(row => row.Select((v, c) => (v - mean[c]) / std[c]))];
    }

    private static Func<Tensor, Tensor> Standardise(Learner learner) => learner.Function<Func<Tensor, Tensor>>("Standardise");
}
