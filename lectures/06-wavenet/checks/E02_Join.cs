namespace Lectures;

internal sealed class JoinExercise() : Exercise(6, 2, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("(2, 4, 3) becomes (2, 2, 6)", learner =>
        {
            var x = Tensor.Randn([2, 4, 3], new TorchGenerator(1));
            var y = Neighbours(learner)(x);
            Expect.Same("the shape", [2, 2, 6], y.Shape.ToArray());
            double[] all = x.ToDoubles();
            double[] expected = [.. from b in Enumerable.Range(0, 2) from t in Enumerable.Range(0, 2) from half in Enumerable.Range(0, 2) from c in Enumerable.Range(0, 3) select all[(((b * 4) + (2 * t) + half) * 3) + c]];
            Expect.Close("the numbers", expected, y.ToDoubles(), 1e-6);
        }),
        new("(3, 2, 5) becomes (3, 10)", learner =>
        {
            var x = Tensor.Randn([3, 2, 5], new TorchGenerator(2));
            var y = Neighbours(learner)(x);
            Expect.Same("the shape", [3, 10], y.Shape.ToArray());
            Expect.Close("the numbers", x.ToDoubles(), y.ToDoubles(), 1e-6);
        }),
    ];

    private static Func<Tensor, Tensor> Neighbours(Learner learner) => learner.Function<Func<Tensor, Tensor>>("Neighbours");
}
