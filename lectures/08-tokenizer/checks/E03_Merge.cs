namespace Lectures;

internal sealed class MergeExercise() : Exercise(8, 3, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the lecture's example", learner => Expect.Same("ids", [5, 99, 9, 1], Pair(learner)([5, 6, 7, 9, 1], 6, 7, 99))),
        new("twice in a row, to the end", learner => Expect.Same("ids", [9, 9], Pair(learner)([2, 3, 2, 3], 2, 3, 9))),
        new("overlaps are taken from the left", learner => Expect.Same("ids", [9, 9, 1], Pair(learner)([1, 1, 1, 1, 1], 1, 1, 9))),
        new("nothing to merge", learner => Expect.Same("ids", [4, 5], Pair(learner)([4, 5], 5, 4, 9))),
    ];

    private static Func<int[], int, int, int, int[]> Pair(Learner learner) => learner.Function<Func<int[], int, int, int, int[]>>("Pair");
}
