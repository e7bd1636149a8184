namespace Lectures;

internal sealed class WelfordExercise() : Exercise(10, 4, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("a spread of 1 around 1,000", learner => Holds(learner, 1000)),
        new("a spread of 1 around -30,000", learner => Holds(learner, -30_000)),
    ];

    private static void Holds(Learner learner, float offset)
    {
        float[] x = [.. Tensor.Randn([768], new TorchGenerator(1)).ToFloats().Select(v => v + offset)];
        double mean = x.Average(v => (double)v), variance = x.Average(v => (v - mean) * (v - mean));
        float[] result = learner.Function<Func<float[], float[]>>("MeanAndVariance")(x);
        Expect.Close("the variance", variance, result[1], 1e-2);
        Expect.Close("the mean", mean, result[0], 1e-5);
    }
}
