namespace Lectures;

internal sealed class ByteFallbackExercise() : Exercise(8, 10, ExerciseKind.Forward)
{
    private static readonly Dictionary<string, int> Vocabulary = new() { ["▁"] = 300, ["a"] = 301, ["b"] = 302, ["é"] = 303, ["😉"] = 304 };

    public override IEnumerable<Check> Checks =>
    [
        new("blanks, and one before the text", learner => Expect.Same("the ids", [300, 301, 300, 302], Characters(learner)("a b", Vocabulary))),
        new("what is unknown becomes bytes", learner => Expect.Same("the ids", [300, 301, 3 + 'x', 303, 3 + 0xC3, 3 + 0xBC], Characters(learner)("axéü", Vocabulary))),
        new("emojis: one known, one of four bytes", learner =>
            Expect.Same("the ids", [300, 304, 3 + 0xF0, 3 + 0x9F, 3 + 0x91, 3 + 0x8B], Characters(learner)("😉👋", Vocabulary))),
    ];

    private static Func<string, Dictionary<string, int>, int[]> Characters(Learner learner) =>
        learner.Function<Func<string, Dictionary<string, int>, int[]>>("Characters");
}
