namespace Lectures;

internal sealed class SoftmaxBackwardExercise() : Exercise(5, 5, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("y = 1/2, 1/4, 1/4 and dy = 4, 0, 0: dx sums to 0", learner =>
            Expect.Close("dx", [1, -0.5, -0.5], Backward(learner)([0.5, 0.25, 0.25], [4, 0, 0]))),
        new("the gradient agrees with difference quotients", learner =>
        {
            var backward = Backward(learner);
            Expect.Passes(GradCheck.Run(
                "softmax", [new CheckedInput("x", [5], [0.3, 1.4, -0.8, 0.9, 0])], [5], x => Softmax(x[0]), (x, dy) => [backward(Softmax(x[0]), dy)]));
        }),
    ];

    private static double[] Softmax(double[] x)
    {
        double sum = x.Sum(Math.Exp);
        return [.. x.Select(v => Math.Exp(v) / sum)];
    }

    private static Func<double[], double[], double[]> Backward(Learner learner) => learner.Function<Func<double[], double[], double[]>>("Backward");
}
