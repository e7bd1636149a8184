namespace Lectures;

internal sealed class BatchNormBackwardExercise() : Exercise(5, 4, ExerciseKind.Backward)
{
    private const double Eps = 0.1; // large, so that forgetting it is seen

    public override IEnumerable<Check> Checks =>
    [
        new("the same number added to all of x changes nothing: dx sums to 0", learner =>
            Expect.Close("the sum of dx", 0, Backward(learner)([1, 4, 2, -1], [0.3, -1, 2, 0.5], Eps).Sum())),
        new("the gradient agrees with difference quotients", learner =>
        {
            var backward = Backward(learner);
            Expect.Passes(GradCheck.Run(
                "batch norm",
                [new CheckedInput("x", [5], [0.2, -1.4, 0.9, 2.1, 0.5])],
                [5],
                x => Normalised(x[0]),
                (x, dxhat) => [backward(x[0], dxhat, Eps)]));
        }),
    ];

    private static double[] Normalised(double[] x)
    {
        double mean = x.Average(), variance = x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1);
        return [.. x.Select(v => (v - mean) / Math.Sqrt(variance + Eps))];
    }

    private static Func<double[], double[], double, double[]> Backward(Learner learner) => learner.Function<Func<double[], double[], double, double[]>>("Backward");
}
