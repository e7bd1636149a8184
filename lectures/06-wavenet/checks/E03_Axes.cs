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
            var x = (Tensor.Randn([6, 4, 3], new TorchGenerator(1)) * 3) + Tensor.From([0.0, 1, 2, 3], [1, 4, 1]);
            var y = Standardise(learner)(x);
            Expect.Close("the means of places 0 to 3 differ still: that of place 3", PlaceMean(x), y[.., 3].Mean().Item(), 1e-5);
        }),
    ];

    private static double PlaceMean(Tensor x)
    {
        double[][] rows = [.. x.ToDoubles().Chunk(3)];
        return Enumerable.Range(0, 3).Average(c =>
        {
            double mean = rows.Average(row => row[c]), std = Math.Sqrt(rows.Sum(row => (row[c] - mean) * (row[c] - mean)) / (rows.Length - 1));
            return rows.Where((_, i) => i % 4 == 3).Average(row => (row[c] - mean) / std);
        });
    }

    private static Func<Tensor, Tensor> Standardise(Learner learner) => learner.Function<Func<Tensor, Tensor>>("Standardise");
}
