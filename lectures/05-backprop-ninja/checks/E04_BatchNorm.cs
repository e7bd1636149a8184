namespace Lectures;

internal sealed class BatchNormBackwardExercise() : Exercise(5, 4, ExerciseKind.Backward)
{
    private const double Eps = 0.1; // large, so that forgetting it is seen

    public override IEnumerable<Check> Checks =>
    [
        new("x = -1, 0, 1 and dxhat = 1, 0, 0", learner =>
            Expect.Close("dx", [1 / 6.0, -1 / 3.0, 1 / 6.0], Backward(learner)([-1, 0, 1], [1, 0, 0], 0))),
        new("the same number added to all of x changes nothing: dx sums to 0, and so does dx · x where eps is 0", learner =>
        {
            double[] x = [1, 4, 2, -1], dx = Backward(learner)(x, [0.3, -1, 2, 0.5], 0);
            Expect.Close("the sum of dx", 0, dx.Sum());
            Expect.Close("the sum of dx · x", 0, dx.Zip(x, (a, b) => a * b).Sum());
            Expect.True(dx.Any(v => v != 0), "dx is zero everywhere; it is not.");
        }),
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
