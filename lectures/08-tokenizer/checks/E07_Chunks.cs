namespace Lectures;

internal sealed class ChunksExercise() : Exercise(8, 7, ExerciseKind.Forward)
{
    private const string Pattern = @" ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+";

    public override IEnumerable<Check> Checks =>
    [
        // Across the borders e and the comma are neighbours five times.
        new("he, she, the, be, we, me: h and e, not e and the comma", learner =>
            Expect.Same("the pair", ['h', 'e'], MostFrequent(learner)("he, she, the, be, we, me", Pattern))),
        new("a tie: the first one counts", learner => Expect.Same("the pair", ['x', 'y'], MostFrequent(learner)("xy ab xy ab", @"\w+"))),
        new("as the library's RegexTokenizer", learner =>
        {
            const string text = "In 2024, 2025 and 2026: 20 cats, 20 dogs, 20 owls... and 2027?";
            var library = new MinBpe.RegexTokenizer(Pattern);
            library.Train(text, 257);
            Expect.Same("the pair", [library.Merges[0].Left, library.Merges[0].Right], MostFrequent(learner)(text, Pattern));
        }),
    ];

    private static Func<string, string, int[]> MostFrequent(Learner learner) => learner.Function<Func<string, string, int[]>>("MostFrequent");
}
