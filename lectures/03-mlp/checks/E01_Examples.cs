namespace Lectures;

internal sealed class ExamplesExercise() : Exercise(3, 1, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("emma, three letters of context", learner => Rows(learner, "emma", 3, [0, 0, 0, 0, 0, 5, 0, 5, 13, 5, 13, 13, 13, 13, 1])),
        new("ava, two letters of context", learner => Rows(learner, "ava", 2, [0, 0, 0, 1, 1, 22, 22, 1])),
    ];

    private static void Rows(Learner learner, string name, int block, int[] expected)
    {
        int[][] rows = learner.Function<Func<string, int, int[][]>>("Contexts")(name, block);
        Expect.Equal("the number of rows", name.Length + 1, rows.Length);
        Expect.Same("all rows, one behind the other", expected, [.. rows.SelectMany(row => row)]);
    }
}
