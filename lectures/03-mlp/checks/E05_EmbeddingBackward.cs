namespace Lectures;

internal sealed class LookUpExercise() : Exercise(3, 5, ExerciseKind.Backward)
{
    private const int Rows = 4, Width = 2;
    private static readonly int[] X = [2, 0, 2, 3];

    public override IEnumerable<Check> Checks =>
    [
        new("one look-up", learner => Expect.Close("dC", [0, 0, 5, 7], [.. Backward(learner)([1], [[5, 7]], 2).SelectMany(row => row)])),
        new("the gradient agrees with difference quotients, row 2 is used twice", learner =>
        {
            var backward = Backward(learner);
            Expect.Passes(GradCheck.Run(
                "C[x]",
                [new CheckedInput("C", [Rows, Width], [0.1, -0.4, 0.7, 1.2, -0.9, 0.3, 0.5, -1.1])],
                [X.Length, Width],
                c => [.. X.SelectMany(row => c[0][(row * Width)..((row + 1) * Width)])],
                (c, demb) => [[.. backward(X, [.. demb.Chunk(Width)], Rows).SelectMany(row => row)]]));
        }),
    ];

    private static Func<int[], double[][], int, double[][]> Backward(Learner learner) => learner.Function<Func<int[], double[][], int, double[][]>>("Backward");
}
