namespace Lectures;

internal sealed class HeadsExercise() : Exercise(7, 5, ExerciseKind.FindTheBug)
{
    private const int B = 2, T = 3, Heads = 4, Size = 5; // all different, so that none can stand for another

    public override IEnumerable<Check> Checks =>
    [
        new("each head gets its part of every row", learner =>
        {
            var x = Numbers();
            var split = learner.Function<Func<Tensor, int, Tensor>>("Split")(x, Heads);
            Expect.Same("the shape", [B, Heads, T, Size], split.Shape.ToArray());
            double[] all = x.ToDoubles();
            double[] expected = [.. from b in Enumerable.Range(0, B) from h in Enumerable.Range(0, Heads) from t in Enumerable.Range(0, T) from c in Enumerable.Range(0, Size) select all[(((b * T) + t) * Heads * Size) + (h * Size) + c]];
            Expect.Close("the numbers", expected, split.ToDoubles(), 1e-6);
        }),
        new("merging what a transpose split gives x again", learner =>
        {
            var x = Numbers();
            var merged = learner.Function<Func<Tensor, Tensor>>("Merge")(x.Reshape(B, T, Heads, Size).Transpose(1, 2).Contiguous());
            Expect.Close("the numbers", x.ToDoubles(), merged.ToDoubles(), 1e-6);
        }),
    ];

    private static Tensor Numbers() => Tensor.Randn([B, T, Heads * Size], new TorchGenerator(5));
}
