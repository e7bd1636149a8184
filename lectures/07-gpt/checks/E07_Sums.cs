namespace Lectures;

internal sealed class SumsExercise() : Exercise(7, 7, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("85 + 50", learner => Expect.Same("x and y", [8, 5, 5, 0, 5, 3, -1, -1, -1, 5, 3, 1], Example(learner)(85, 50, 2))),
        new("7 + 8, with leading zeros", learner => Expect.Same("x and y", [0, 7, 0, 8, 5, 1, -1, -1, -1, 5, 1, 0], Example(learner)(7, 8, 2))),
        new("999 + 1", learner => Expect.Same("x and y", [9, 9, 9, 0, 0, 1, 0, 0, 0, -1, -1, -1, -1, -1, 0, 0, 0, 1], Example(learner)(999, 1, 3))),
    ];

    private static Func<int, int, int, int[]> Example(Learner learner) => learner.Function<Func<int, int, int, int[]>>("Example");
}
