namespace Lectures;

internal sealed class BiasExercise() : Exercise(5, 2, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("two rows of three", learner => Expect.Close("db", [5, 7, 9], Backward(learner)([1, 2, 3, 4, 5, 6], 2, 3))),
        new("the gradient agrees with difference quotients", learner =>
        {
            var backward = Backward(learner);
            Expect.Passes(GradCheck.Run(
                "x + b",
                [new CheckedInput("b", [3], [0.5, -0.2, 0.8])],
                [4, 3],
                b => [.. Enumerable.Range(0, 12).Select(i => Math.Cos(i) + b[0][i % 3])],
                (b, dy) => [backward(dy, 4, 3)]));
        }),
    ];

    private static Func<double[], int, int, double[]> Backward(Learner learner) => learner.Function<Func<double[], int, int, double[]>>("Backward");
}
