namespace Lectures;

internal sealed class SmoothExercise() : Exercise(2, 2, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("without smoothing", learner => Expect.Close("the second row", [0.25, 0.75, 0], P(learner)([[1, 1, 2], [1, 3, 0]], 0)[1])),
        new("with one added", learner => Expect.Close("the second row", [2 / 7.0, 4 / 7.0, 1 / 7.0], P(learner)([[1, 1, 2], [1, 3, 0]], 1)[1])),
        new("each row sums to 1", learner =>
            Expect.Close("the sums", [1, 1, 1], [.. P(learner)([[5, 0, 0], [0, 0, 0], [7, 8, 9]], 0.5).Select(row => row.Sum())])),
    ];

    private static Func<int[][], double, double[][]> P(Learner learner) => learner.Function<Func<int[][], double, double[][]>>("Probabilities");
}
