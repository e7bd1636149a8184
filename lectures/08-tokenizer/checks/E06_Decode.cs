namespace Lectures;

internal sealed class DecodeIdsExercise() : Exercise(8, 6, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("merges of merges", learner => Expect.Equal("the text", "abcabd", Decode(learner)([257, 256, 'd'], ['a', 'b', 256, 'c']))),
        new("a character in two tokens", learner => Expect.Equal("the text", "é!", Decode(learner)([0xC3, 256], [0xA9, '!']))),
        new("a byte that is no text: the lecture's 128", learner => Expect.Equal("the text", "\uFFFD", Decode(learner)([128], []))),
    ];

    private static Func<int[], int[], string> Decode(Learner learner) => learner.Function<Func<int[], int[], string>>("Decode");
}
