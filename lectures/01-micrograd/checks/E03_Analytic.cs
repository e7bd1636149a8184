namespace Lectures;

internal sealed class AnalyticExercise() : Exercise(1, 3, ExerciseKind.Backward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the lecture's point (2, 3, 4)", learner =>
            Expect.Close("the gradient", [-12.353553390593273, 10.25699027111255, 0.0625], Gradient(learner)(2, 3, 4), 1e-9)),
        new("another point, against difference quotients", learner =>
        {
            var gradient = Gradient(learner);
            Expect.Passes(GradCheck.Run(
                "f",
                [new CheckedInput("a, b, c", [3], [1.5, 0.8, -0.7])],
                [],
                x => [F(x[0])],
                (x, upstream) => [[.. gradient(x[0][0], x[0][1], x[0][2]).Select(slope => slope * upstream[0])]]));
        }),
    ];

    private static Func<double, double, double, double[]> Gradient(Learner learner) => learner.Function<Func<double, double, double, double[]>>("Gradient");

    private static double F(double[] x) => -Math.Pow(x[0], 3) + Math.Sin(3 * x[1]) - (1 / x[2]) + Math.Pow(x[1], 2.5) - Math.Sqrt(x[0]);
}
