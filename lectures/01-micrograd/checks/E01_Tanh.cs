namespace Lectures;

internal sealed class Tanh() : Exercise(1, 1, ExerciseKind.Backward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("one number: y = 0.5 and dy = 1", learner =>
            Expect.Close("dx", [0.75], learner.Function<Func<double[], double[], double[]>>("TanhBackward")([0.5], [1]))),
        new("the gradient agrees with difference quotients", learner =>
        {
            var backward = learner.Function<Func<double[], double[], double[]>>("TanhBackward");
            Expect.Passes(GradCheck.Run(
                "tanh",
                [new CheckedInput("x", [2, 3], [0.3, -1.2, 0.8, 2, -0.1, 0.5])],
                [2, 3],
                x => [.. x[0].Select(Math.Tanh)],
                (x, dy) => [backward([.. x[0].Select(Math.Tanh)], dy)]));
        }),
    ];
}
