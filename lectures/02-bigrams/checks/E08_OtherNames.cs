namespace Lectures;

internal sealed class OtherNamesExercise() : Exercise(2, 8, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("bigrams of ab and ac, measured on ab: only b was a choice", learner =>
            Expect.Close("the loss", Math.Log(2) / 3, Loss(learner)(["ab", "ac"], ["ab"], 1, 0))),
        // ..a and .ab were counted, ab. too; of aab the triples .aa and aab were not, and a a is no context at all.
        new("trigrams of ab, measured on aab, with 1 added", learner =>
            Expect.Close("the loss", -(Math.Log(2 / 28.0) + Math.Log(1 / 28.0) + Math.Log(1 / 27.0) + Math.Log(2 / 28.0)) / 4, Loss(learner)(["ab"], ["aab"], 2, 1))),
        new("what was never seen is infinitely surprising without smoothing", learner =>
            Expect.Equal("the loss", double.PositiveInfinity, Loss(learner)(["ab", "ba"], ["abb"], 1, 0))),
        new("more context is better on the names that were counted, and at last worse on others", learner =>
        {
            string[] counted = InventedNames.Make(1000, 1), others = InventedNames.Make(200, 2);
            double[] here = [.. Enumerable.Range(1, 4).Select(context => Loss(learner)(counted, counted, context, 0.1))];
            double[] there = [.. Enumerable.Range(1, 4).Select(context => Loss(learner)(counted, others, context, 0.1))];
            Expect.True(here.Zip(here.Skip(1)).All(pair => pair.Second < pair.First), $"Where it counted, the losses with 1, 2, 3, 4 letters of context are {Text(here)}; each should be lower than the one before.");
            Expect.True(there[1] < there[0] && there[3] > there[2], $"On others they are {Text(there)}; the second should be lower than the first, the fourth higher than the third.");
        }),
    ];

    private static string Text(double[] losses) => string.Join(", ", losses.Select(loss => FormattableString.Invariant($"{loss:F3}")));

    private static Func<string[], string[], int, double, double> Loss(Learner learner) => learner.Function<Func<string[], string[], int, double, double>>("Loss");
}
