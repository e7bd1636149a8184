namespace Lectures;

internal sealed class SlopesExercise() : Exercise(1, 2, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("one-sided, at 3x² - 4x + 5 for x = 3", learner =>
            Expect.Close("the slope", 14.003, Slope(learner, "OneSided")(x => (3 * x * x) - (4 * x) + 5, 3, 1e-3), 1e-9)),
        new("symmetric, at sin", learner =>
            Expect.Close("the slope", Math.Cos(0.7), Slope(learner, "Symmetric")(Math.Sin, 0.7, 1e-3), 1e-6)),
        new("symmetric is exact for a parabola, whatever h is", learner =>
            Expect.Close("the slope", 14, Slope(learner, "Symmetric")(x => (3 * x * x) - (4 * x) + 5, 3, 0.5))),
    ];

    private static Func<Func<double, double>, double, double, double> Slope(Learner learner, string name) =>
        learner.Function<Func<Func<double, double>, double, double, double>>(name);
}
