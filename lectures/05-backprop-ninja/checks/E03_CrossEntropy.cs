namespace Lectures;

internal sealed class CrossEntropyBackwardExercise() : Exercise(5, 3, ExerciseKind.Backward)
{
    private static readonly int[] Targets = [2, 0, 3];

    public override IEnumerable<Check> Checks =>
    [
        new("equal logits", learner => Expect.Close("dlogits", [0.25, -0.75, 0.25, 0.25], Backward(learner)([1, 1, 1, 1], [1], 1))),
        new("the gradient agrees with difference quotients", learner =>
        {
            var backward = Backward(learner);
            Expect.Passes(GradCheck.Run(
                "cross-entropy",
                [new CheckedInput("logits", [3, 4], [0.2, -1.1, 0.5, 2, 1.3, 0.1, -0.6, 0.9, -2, 0.4, 0.7, 0.3])],
                [],
                x => [Loss(x[0])],
                (x, upstream) => [backward(x[0], Targets, upstream[0])]));
        }),
        new("logits of 1000 do no harm", learner => Expect.Close("dlogits", [-0.5, 0.5], Backward(learner)([1000, 1000], [0], 1))),
    ];

    private static double Loss(double[] logits) =>
        logits.Chunk(4).Zip(Targets, (row, target) => Math.Log(row.Sum(Math.Exp)) - row[target]).Average();

    private static Func<double[], int[], double, double[]> Backward(Learner learner) => learner.Function<Func<double[], int[], double, double[]>>("Backward");
}
