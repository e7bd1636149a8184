namespace Lectures;

internal sealed class ScaleOfScoresExercise() : Exercise(7, 3, ExerciseKind.Predict)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the standard deviation, against 4,000 random products", learner =>
            Expect.Close("Deviation", Products().Std([0]).Item(), learner.Answer<double>("Deviation"), 0.05)),
        new("divided, they have 1", learner => Expect.Close("the standard deviation", 1, (Products() / learner.Answer<double>("Divisor")).Std([0]).Item(), 0.05)),
        new("softmax of scores that are too large", learner =>
            Expect.Close("Largest", Tensor.From(8.0, 16, 24).Softmax().ToDoubles()[2], learner.Answer<double>("Largest"), 5e-4)),
    ];

    private static Tensor Products()
    {
        var g = new TorchGenerator(1);
        return (Tensor.Randn([4000, 64], g) * Tensor.Randn([4000, 64], g)).Sum([1]);
    }
}
