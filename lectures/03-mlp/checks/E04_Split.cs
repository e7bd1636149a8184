namespace Lectures;

internal sealed class SplitExercise() : Exercise(3, 4, ExerciseKind.FindTheBug)
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 50).Select(i => $"name{i}")];

    public override IEnumerable<Check> Checks =>
    [
        new("the sizes are 40, 5 and 5", learner => Expect.Same("the sizes", [40, 5, 5], [.. Parts(learner).Select(part => part.Length)])),
        new("no name is in two parts, and none is lost", learner => Expect.Same("all names", Names, [.. Parts(learner).SelectMany(part => part)])),
    ];

    private static string[][] Parts(Learner learner) => learner.Function<Func<string[], string[][]>>("Parts")([.. Names]);
}
