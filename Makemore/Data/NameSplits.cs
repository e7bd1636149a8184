namespace Makemore;

/// <summary>The names as lectures 3 to 6 use them: shuffled with Python's seed 42, then 80 % to train, 10 % to develop, 10 % to test.</summary>
/// <param name="Letters">The letters, with the dot that begins and ends a name as token 0.</param>
/// <param name="Train">The first 80 % of the names.</param>
/// <param name="Dev">The next 10 %.</param>
/// <param name="Test">The last 10 %.</param>
public sealed record NameSplits(Vocabulary Letters, Examples Train, Examples Dev, Examples Test)
{
    /// <summary>What begins and ends every name. It sorts before the letters, so it is token 0.</summary>
    public const char End = '.';

    private const long Seed = 42;
    private const int LettersInLectures = 26;
    private const int FewestNames = 10;

    /// <summary>Splits names.</summary>
    /// <param name="names">The names, in the order of the file.</param>
    /// <param name="blockSize">Letters of context of an example.</param>
    /// <param name="shuffles">How often the shuffle is done, each time from the same seed. Lecture 3's notebook ran that cell four times.</param>
    public static NameSplits Of(IReadOnlyList<string> names, int blockSize, int shuffles = 1)
    {
        string[] shuffled = [.. names];
        for (int i = 0; i < shuffles; i++)
        {
            new PythonRandom(Seed).Shuffle(shuffled);
        }

        var letters = LettersOf(names);
        int trainEnd = (int)(0.8 * shuffled.Length), devEnd = (int)(0.9 * shuffled.Length);
        return new NameSplits(
            letters,
            new Examples(shuffled[..trainEnd], letters, blockSize),
            new Examples(shuffled[trainEnd..devEnd], letters, blockSize),
            new Examples(shuffled[devEnd..], letters, blockSize));
    }

    /// <summary>The dot and every letter that occurs.</summary>
    public static Vocabulary LettersOf(IEnumerable<string> names) => new(End + string.Concat(names));

    /// <summary>The names of a list, in its order.</summary>
    /// <exception cref="DataException">They do not suit the lectures' networks.</exception>
    public static string[] NamesOf(CorpusText corpus) =>
        Checked(corpus.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), corpus.Source);

    /// <summary>The lectures' networks know 26 letters, and every split needs a name.</summary>
    public static string[] Checked(string[] names, string source)
    {
        int letters = LettersOf(names).Size - 1;
        return letters != LettersInLectures || names.Length < FewestNames
            ? throw new DataException($"{source} has {names.Length} names of {letters} different letters; the lectures need at least {FewestNames} names of the {LettersInLectures} letters a to z, one a line. Give them names.txt, or use the command train for other words.")
            : names;
    }
}
