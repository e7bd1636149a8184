namespace Lectures;

internal sealed class OneOperationExercise() : Exercise(2, 7, ExerciseKind.Forward)
{
    private static readonly int[] Xs = [0, 5, 13, 13, 1], Ys = [5, 13, 13, 1, 0]; // emma

    public override IEnumerable<Check> Checks =>
    [
        new("the lecture's loss of emma before any step", learner =>
            Expect.Close("the loss", 3.7693049907684326, Loss(learner, Tensor.Randn([27, 27], new TorchGenerator(2147483647))).Item(), 1e-6)),
        new("a network that is sure, and wrong, has a large loss, not an infinite one", learner =>
        {
            double[] numbers = new double[27 * 27];
            numbers[(5 * 27) + 2] = 200; // after e comes b, it says; m is right
            Expect.Close("the loss", (200 + (4 * Math.Log(27))) / 5, Loss(learner, Tensor.From(numbers, [27, 27])).Item(), 1e-5);
        }),
        new("the gradient says so too: away from b, towards m", learner =>
        {
            double[] numbers = new double[27 * 27];
            numbers[(5 * 27) + 2] = 200;
            var w = Tensor.From(numbers, [27, 27]);
            w.RequiresGrad = true;
            Loss(learner, w).Backward();
            double[] gradient = w.Grad!.ToDoubles();
            Expect.Close("the gradients of W[e, b] and W[e, m]", [0.2, -0.2], [gradient[(5 * 27) + 2], gradient[(5 * 27) + 13]], 1e-5);
        }),
    ];

    private static Tensor Loss(Learner learner, Tensor w) =>
        learner.Function<Func<Tensor, Tensor, Tensor, Tensor>>("Loss")(w, Tensor.From(Xs, [Xs.Length]), Tensor.From(Ys, [Ys.Length]));
}
