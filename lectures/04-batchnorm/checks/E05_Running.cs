namespace Lectures;

internal sealed class RunningExercise() : Exercise(4, 5, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("one step", learner => Expect.Close("the running means", [0.05, 0.99], Update(learner)([0, 1], [5, 0], 0.01))),
        new("after many batches it is their mean", learner =>
        {
            double[] running = [0];
            for (int step = 0; step < 5000; step++)
            {
                running = Update(learner)(running, [step % 2 == 0 ? 4 : 6], 0.01);
            }

            Expect.Close("the running mean of 4, 6, 4, 6, ...", 5, running[0], 0.01);
        }),
    ];

    private static Func<double[], double[], double, double[]> Update(Learner learner) => learner.Function<Func<double[], double[], double, double[]>>("Update");
}
