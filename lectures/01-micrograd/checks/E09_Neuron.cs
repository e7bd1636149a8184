namespace Lectures;

internal sealed class NeuronExercise() : Exercise(1, 9, ExerciseKind.Backward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the lecture's neuron", learner =>
            Expect.Close("the gradients", [-1.5, 0.5, 1, 0, 0.5], Backward(learner)([2, 0], [-3, 1], Math.Sqrt(0.5), 1))),
        new("the gradient agrees with difference quotients", learner =>
        {
            var backward = Backward(learner);
            Expect.Passes(GradCheck.Run(
                "neuron",
                [new("x", [3], [0.2, -0.7, 1.1]), new("w", [3], [0.5, 0.4, -0.3]), new("b", [], [0.1])],
                [],
                p => [Output(p)],
                (p, upstream) => backward(p[0], p[1], Output(p), upstream[0]) is var all ? [all[..3], all[3..6], all[6..]] : []));
        }),
    ];

    private static double Output(IReadOnlyList<double[]> p) => Math.Tanh(p[0].Zip(p[1], (x, w) => x * w).Sum() + p[2][0]);

    private static Func<double[], double[], double, double, double[]> Backward(Learner learner) =>
        learner.Function<Func<double[], double[], double, double, double[]>>("Backward");
}
