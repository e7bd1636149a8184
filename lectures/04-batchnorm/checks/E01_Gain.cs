namespace Lectures;

internal sealed class GainExercise() : Exercise(4, 1, ExerciseKind.Predict)
{
    public override IEnumerable<Check> Checks =>
    [
        new("200 inputs: the products have a standard deviation of 1", learner =>
        {
            double s = learner.Answer<double>("Linear200");
            var g = new TorchGenerator(1);
            var y = Tensor.Randn([500, 200], g).MatMul(Tensor.Randn([200, 100], g) * s);
            double deviation = y.Std([0, 1]).Item();
            Expect.True(Math.Abs(deviation - 1) <= 0.02, FormattableString.Invariant($"With your s, {s}, the products have a standard deviation of {deviation:g3}; it should be 1."));
        }),
        new("30 inputs and tanh", learner => Expect.Predicted("Tanh30", 5 / 3.0 / Math.Sqrt(30), learner.Answer<double>("Tanh30"), 5e-5)),
    ];
}
