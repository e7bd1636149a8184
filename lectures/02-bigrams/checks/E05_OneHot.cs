namespace Lectures;

internal sealed class OneHotExercise() : Exercise(2, 5, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the same numbers as with one-hot vectors", learner =>
        {
            var (x, w) = Data();
            var logits = Logits(learner)(x, w);
            Expect.Same("the shape", [4, 27], logits.Shape.ToArray());
            Expect.Close("the logits", Products(w), logits.ToDoubles(), 1e-6);
        }),
        new("rows that nobody asks for are not multiplied: one of them is infinite", learner =>
        {
            var (x, w) = Data();
            double[] numbers = w.ToDoubles();
            Array.Fill(numbers, double.PositiveInfinity, 27, 27); // row 1
            Expect.Close("the logits", Products(w), Logits(learner)(x, Tensor.From(numbers, [27, 27])).ToDoubles(), 1e-6);
        }),
        new("gradients reach W: a row that was used twice gets both", learner =>
        {
            var (x, w) = Data();
            w.RequiresGrad = true;
            (Logits(learner)(x, w) * 2).Sum().Backward();
            Expect.Close("the gradient of W[5][3]", 4, w.Grad!.ToDoubles()[(5 * 27) + 3], 1e-6);
        }),
    ];

    private static readonly int[] Numbers = [0, 5, 13, 5];

    private static (Tensor X, Tensor W) Data() => (Tensor.From(Numbers, [4]), Tensor.Randn([27, 27], new TorchGenerator(2147483647)));

    private static double[] Products(Tensor w)
    {
        double[] all = w.ToDoubles();
        return [.. Numbers.SelectMany(number => Enumerable.Range(0, 27).Select(j => Enumerable.Range(0, 27).Sum(k => (k == number ? 1 : 0) * all[(k * 27) + j])))];
    }

    private static Func<Tensor, Tensor, Tensor> Logits(Learner learner) => learner.Function<Func<Tensor, Tensor, Tensor>>("Logits");
}
