namespace Lectures;

internal sealed class AverageExercise() : Exercise(7, 1, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("three rows of one number", learner => Expect.Close("y", [6, 4, 5], [.. OfThePast(learner)([[6], [2], [7]]).Select(row => row[0])])),
        new("as the product with the lower triangle", learner =>
        {
            double[][] x = [.. Tensor.Randn([5, 3], new TorchGenerator(1337)).ToDoubles().Chunk(3)];
            double[] expected = [.. from t in Enumerable.Range(0, 5) from c in Enumerable.Range(0, 3) select Enumerable.Range(0, 5).Sum(s => (s <= t ? 1.0 / (t + 1) : 0) * x[s][c])];
            Expect.Close("y", expected, [.. OfThePast(learner)(x).SelectMany(row => row)]);
        }),
    ];

    private static Func<double[][], double[][]> OfThePast(Learner learner) => learner.Function<Func<double[][], double[][]>>("OfThePast");
}
