namespace Lectures;

internal sealed class UsedTwiceExercise() : Exercise(1, 5, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        // Entry 0: a. Entry 1: a a. Entry 2: a a + a.
        new("a a + a at a = 3", learner =>
            Expect.Close("the gradient of a", 7, Backward(learner)([-1, 0, 1], [0, 3, 1], [-1, 0, 0], [0, 3, 1])[0])),
        // A diamond: b = 2a, c = 5a, d = b c at a = 1.
        new("two ways from a to the result", learner =>
            Expect.Close("the gradients", [20, 5, 2, 1], Backward(learner)([-1, 0, 0, 1], [0, 2, 5, 5], [-1, -1, -1, 2], [0, 0, 0, 2]))),
    ];

    private static Func<int[], double[], int[], double[], double[]> Backward(Learner learner) =>
        learner.Function<Func<int[], double[], int[], double[], double[]>>("Backward");
}
