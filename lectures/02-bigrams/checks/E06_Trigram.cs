namespace Lectures;

internal sealed class TrigramExercise() : Exercise(2, 6, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        // One name: every triple is certain.
        new("one name, no smoothing: no surprise", learner =>
        {
            Expect.Close("the loss of emma", 0, Loss(learner)(["emma"], 0));
            Expect.Close("the loss of ab and ac", 2 * Math.Log(2) / 6, Loss(learner)(["ab", "ac"], 0));
        }),
        // Of ab and ac: ..a twice, .ab, ab., .ac, ac.; the pair ".a" has two ways on.
        new("smoothing", learner => Expect.Close(
            "the loss of ab and ac with 1 added",
            -((2 * Math.Log(3 / 29.0)) + (2 * Math.Log(2 / 29.0)) + (2 * Math.Log(2 / 28.0))) / 6,
            Loss(learner)(["ab", "ac"], 1))),
        new("two letters know more than one: the loss is lower than the bigrams'", learner =>
        {
            string[] names = ["emma", "olivia", "ava", "isabella", "sophia", "mia", "amelia", "evelyn"];
            double loss = Loss(learner)(names, 0);
            Expect.True(loss > 0.3 && loss < 1.2, $"The loss of eight names is {loss:F3}; with pairs as context it lies between 0.3 and 1.2.");
        }),
    ];

    private static Func<string[], double, double> Loss(Learner learner) => learner.Function<Func<string[], double, double>>("Loss");
}
