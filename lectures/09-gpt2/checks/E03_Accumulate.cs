namespace Lectures;

internal sealed class AccumulateExercise() : Exercise(9, 3, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("two pieces", learner => Expect.Close("the gradient", [2, -1], Gradient(learner)(i => i == 0 ? [1, -4] : [3, 2], 2))),
        new("as the whole batch at once", learner =>
        {
            // The loss of example n is (w - x[n])²; its gradient 2 (w - x[n]).
            double[] x = [3, -1, 4, 1, -5, 9, 2, -6];
            const double w = 0.5;
            Expect.Close("the gradient", [2 * (w - x.Average())], Gradient(learner)(i => [2 * (w - x[(2 * i)..((2 * i) + 2)].Average())], 4));
        }),
    ];

    private static Func<Func<int, double[]>, int, double[]> Gradient(Learner learner) => learner.Function<Func<Func<int, double[]>, int, double[]>>("Gradient");
}
