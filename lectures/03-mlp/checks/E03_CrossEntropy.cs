namespace Lectures;

internal sealed class StableCrossEntropyExercise() : Exercise(3, 3, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("small logits", learner => Expect.Close("the loss", 2.1755153626167147, Loss(learner)([0, 3, -2, 1], 3))),
        new("large logits", learner =>
        {
            Expect.Close("the loss of 1000, 998 with target 1", 2 + Math.Log(1 + Math.Exp(-2)), Loss(learner)([1000, 998], 1));
            Expect.Close("the loss of -1000, -1001 with target 0", Math.Log(1 + Math.Exp(-1)), Loss(learner)([-1000, -1001], 0));
        }),
        new("as the library computes it", learner =>
        {
            var logits = Tensor.Randn([1, 9], new TorchGenerator(4));
            Expect.Close("the loss", F.CrossEntropy(logits, Tensor.From([6], [1])).Item(), Loss(learner)(logits.ToDoubles(), 6), 1e-6);
        }),
    ];

    private static Func<double[], int, double> Loss(Learner learner) => learner.Function<Func<double[], int, double>>("Loss");
}
