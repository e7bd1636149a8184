using System.Numerics;

namespace Lectures;

internal sealed class SimdExercise() : Exercise(11, 2, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("three numbers: fewer than a vector holds", learner => Holds(learner, 3)),
        new("whole vectors", learner => Holds(learner, 8 * Vector<float>.Count)),
        new("whole vectors and a rest", learner => Holds(learner, (5 * Vector<float>.Count) + 3)),
    ];

    private static void Holds(Learner learner, int count)
    {
        var random = new Random(count);
        float[] a = [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() + 0.1f)], b = [.. a.Select(v => 1 - (v / 3))];
        double expected = a.Zip(b, (x, y) => (double)x * y).Sum();
        Expect.Close("the dot product", expected, learner.Function<Func<float[], float[], float>>("Dot")(a, b), 1e-5);
    }
}
