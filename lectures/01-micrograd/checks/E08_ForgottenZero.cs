namespace Lectures;

internal sealed class ForgottenZeroExercise() : Exercise(1, 8, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("two steps: 0, then 0.6, then 1.08", learner => Expect.Close("w", 1.08, learner.Function<Func<int, double, double>>("Train")(2, 0.1))),
        new("a hundred steps end at 3", learner => Expect.Close("w", 3, learner.Function<Func<int, double, double>>("Train")(100, 0.1), 1e-6)),
    ];
}
