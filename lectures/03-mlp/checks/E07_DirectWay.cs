namespace Lectures;

internal sealed class DirectWayExercise() : Exercise(3, 7, ExerciseKind.Forward)
{
    private const int B = 3, N = 4, H = 5, V = 27;

    public override IEnumerable<Check> Checks =>
    [
        new("with a direct way of zeros it is the lecture's network", learner =>
        {
            var p = Parameters();
            p[^1] = Tensor.Zeros([N, V]);
            Compare(learner, p);
        }),
        new("with no hidden layer left it is one linear layer", learner =>
        {
            var p = Parameters();
            p[3] = Tensor.Zeros([H, V]);
            Compare(learner, p);
        }),
        new("both together, and the bias once", learner => Compare(learner, Parameters())),
        new("the gradient reaches the direct weights", learner =>
        {
            var p = Parameters();
            p[^1].RequiresGrad = true;
            Logits(learner, p).Sum().Backward();
            Expect.True(p[^1].Grad is not null, "The direct weights got no gradient.");
            double[] expected = [.. p[0].ToDoubles().Chunk(N).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]).SelectMany(sum => Enumerable.Repeat(sum, V))];
            Expect.Close("the gradient of the sum of all logits", expected, p[^1].Grad!.ToDoubles(), 1e-5);
        }),
    ];

    private static Tensor[] Parameters()
    {
        var g = new TorchGenerator(7);
        return [.. ((int[][])[[B, N], [N, H], [H], [H, V], [V], [N, V]]).Select(shape => Tensor.Randn(shape, g))];
    }

    private static void Compare(Learner learner, Tensor[] p)
    {
        double[][] n = [.. p.Select(tensor => tensor.ToDoubles())];
        double Hidden(int i, int j) => Math.Tanh(n[2][j] + Enumerable.Range(0, N).Sum(l => n[0][(i * N) + l] * n[1][(l * H) + j]));
        double[] expected =
        [
            .. from i in Enumerable.Range(0, B)
               from k in Enumerable.Range(0, V)
               select n[4][k] + Enumerable.Range(0, H).Sum(j => Hidden(i, j) * n[3][(j * V) + k]) + Enumerable.Range(0, N).Sum(l => n[0][(i * N) + l] * n[5][(l * V) + k]),
        ];
        var logits = Logits(learner, p);
        Expect.Same("the shape", [B, V], logits.Shape.ToArray());
        Expect.Close("the logits", expected, logits.ToDoubles(), 1e-5);
    }

    private static Tensor Logits(Learner learner, Tensor[] p) =>
        learner.Function<Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>>("Logits")(p[0], p[1], p[2], p[3], p[4], p[5]);
}
