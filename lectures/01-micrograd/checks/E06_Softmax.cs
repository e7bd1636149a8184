namespace Lectures;

internal sealed class SoftmaxLossExercise() : Exercise(1, 6, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the lecture's logits 0, 3, -2, 1 and target 3", learner =>
            Expect.Close("the loss", 2.1755153626167147, Loss(learner)([0.0, 3.0, -2.0, 1.0], 3).Data)),
        new("its gradients are the probabilities, minus 1 at the target", learner =>
        {
            Value[] logits = [0.3, -1.2, 2.0];
            Loss(learner)(logits, 1).Backward();
            double sum = logits.Sum(logit => Math.Exp(logit.Data));
            Expect.Close("the gradient", [.. logits.Select((logit, i) => (Math.Exp(logit.Data) / sum) - (i == 1 ? 1 : 0))], [.. logits.Select(logit => logit.Grad)]);
        }),
    ];

    private static Func<Value[], int, Value> Loss(Learner learner) => learner.Function<Func<Value[], int, Value>>("Loss");
}
