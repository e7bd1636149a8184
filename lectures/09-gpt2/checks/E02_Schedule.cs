namespace Lectures;

internal sealed class ScheduleExercise() : Exercise(9, 2, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the first ten steps of build-nanogpt", learner =>
            Expect.Close("the rates", [6e-5, 1.2e-4, 6e-4], [.. new[] { 0, 1, 9 }.Select(step => Rate(learner)(step, 10, 50, 6e-4, 6e-5))], 1e-12)),
        new("the fall: its beginning, middle and end", learner =>
            Expect.Close("the rates", [6e-4, 3.3e-4, 6e-5], [.. new[] { 10, 30, 50 }.Select(step => Rate(learner)(step, 10, 50, 6e-4, 6e-5))], 1e-12)),
        new("afterwards it stays", learner => Expect.Close("the rate", 6e-5, Rate(learner)(1000, 10, 50, 6e-4, 6e-5), 1e-12)),
    ];

    private static Func<int, int, int, double, double, double> Rate(Learner learner) => learner.Function<Func<int, int, int, double, double, double>>("Rate");
}
