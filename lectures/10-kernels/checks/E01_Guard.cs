namespace Lectures;

internal sealed class GuardExercise() : Exercise(10, 1, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("1,000 numbers in groups of 256", learner => Launch(learner, 1000)),
        new("one number", learner => Launch(learner, 1)),
    ];

    private static void Launch(Learner learner, int count)
    {
        var kernel = learner.Function<Action<int, float, float[], float[]>>("Kernel");
        float[] x = [.. Enumerable.Range(0, count).Select(i => (float)i)], y = [.. x.Select(v => 10 - v)];
        for (int thread = 0; thread < (count + 255) / 256 * 256; thread++)
        {
            kernel(thread, 2, x, y);
        }

        Expect.Close("y", [.. x.Select(v => 10.0 + v)], [.. y.Select(v => (double)v)]);
    }
}
