namespace Lectures;

internal sealed class CountExercise() : Exercise(2, 1, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("emma has five bigrams", learner =>
        {
            int[][] counts = Bigrams(learner)(["emma"]);
            Expect.Equal("the number of bigrams", 5, counts.Sum(row => row.Sum()));
            Expect.Same(". e, e m, m m, m a, a .", [1, 1, 1, 1, 1], [counts[0][5], counts[5][13], counts[13][13], counts[13][1], counts[1][0]]);
        }),
        new("several names add up", learner =>
        {
            int[][] counts = Bigrams(learner)(["olivia", "ava", "via"]);
            Expect.Same(". o, v i, i a, a ., a v, v a", [1, 2, 2, 3, 1, 1], [counts[0][15], counts[22][9], counts[9][1], counts[1][0], counts[1][22], counts[22][1]]);
        }),
    ];

    private static Func<string[], int[][]> Bigrams(Learner learner) => learner.Function<Func<string[], int[][]>>("Bigrams");
}
