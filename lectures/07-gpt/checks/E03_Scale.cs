namespace Lectures;

internal sealed class ScaleOfScoresExercise() : Exercise(7, 3, ExerciseKind.Predict)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the standard deviation, against 4,000 random products", learner =>
            Expect.Predicted("Deviation", Products().Std([0]).Item(), learner.Answer<double>("Deviation"), 0.05)),
        new("divided, they have 1", learner =>
        {
            double deviation = (Products() / learner.Answer<double>("Divisor")).Std([0]).Item();
            Expect.True(Math.Abs(deviation - 1) <= 0.05, FormattableString.Invariant($"Divided by your number, they have a standard deviation of {deviation:g3}; it should be 1."));
        }),
        new("softmax of scores that are too large", learner =>
            Expect.Predicted("Largest", Tensor.From(8.0, 16, 24).Softmax().ToDoubles()[2], learner.Answer<double>("Largest"), 5e-4)),
    ];

    private static Tensor Products()
    {
        var g = new TorchGenerator(1);
        return (Tensor.Randn([4000, 64], g) * Tensor.Randn([4000, 64], g)).Sum([1]);
    }
}
