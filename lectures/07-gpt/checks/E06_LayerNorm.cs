namespace Lectures;

internal sealed class LayerNormRowExercise() : Exercise(7, 6, ExerciseKind.Backward)
{
    private const int N = 5;
    private const double Eps = 0.05;

    public override IEnumerable<Check> Checks =>
    [
        new("beta gets dy as it is", learner =>
        {
            double[] all = Backward(learner)([1, 5, 2], [1, 1, 1], [1, -2, 3], Eps);
            Expect.Equal("the number of gradients", 9, all.Length);
            Expect.Close("dbeta", [1, -2, 3], all[6..]);
        }),
        new("the gradients agree with difference quotients", learner =>
        {
            var backward = Backward(learner);
            Expect.Passes(GradCheck.Run(
                "layer norm",
                [new("x", [N], [0.3, -1, 0.8, 1.9, -0.4]), new("gamma", [N], [1.1, 0.6, -0.7, 1.4, 0.9]), new("beta", [N], [0, 0.3, -0.2, 0.1, 0.5])],
                [N],
                p => Forward(p[0], p[1], p[2]),
                (p, dy) => backward(p[0], p[1], dy, Eps) is var all ? [all[..N], all[N..(2 * N)], all[(2 * N)..]] : []));
        }),
    ];

    private static double[] Forward(double[] x, double[] gamma, double[] beta)
    {
        double mean = x.Average(), r = 1 / Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + Eps);
        return [.. x.Select((v, i) => (gamma[i] * (v - mean) * r) + beta[i])];
    }

    private static Func<double[], double[], double[], double, double[]> Backward(Learner learner) =>
        learner.Function<Func<double[], double[], double[], double, double[]>>("Backward");
}
