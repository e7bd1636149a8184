namespace Lectures;

internal sealed class TransposedExercise() : Exercise(2, 3, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("a small table", learner =>
        {
            var p = learner.Function<Func<Tensor, Tensor>>("Probabilities")(Tensor.From([1.0, 3, 4, 1], [2, 2]));
            Expect.Close("P", [0.25, 0.75, 0.8, 0.2], p.ToDoubles(), 1e-6);
        }),
        new("every row of a large table sums to 1", learner =>
        {
            var counts = Tensor.Rand([27, 27], new TorchGenerator(1)) + 0.1;
            var p = learner.Function<Func<Tensor, Tensor>>("Probabilities")(counts);
            Expect.Close("the sums", Enumerable.Repeat(1.0, 27).ToArray(), p.Sum([1]).ToDoubles(), 1e-5);
        }),
    ];
}
