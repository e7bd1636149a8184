namespace Makemore;

/// <summary>
/// Words as sequences of tokens. Of "ann" in a context of 5, with a = 1 and n = 2, a model reads 0 1 2 2 0 and shall say
/// 1 2 2 0 and then nothing: the target after the stop is -1, which does not count.
/// </summary>
public sealed class CharDataset
{
    /// <summary>The token that starts and stops a word.</summary>
    public const int Stop = 0;

    private readonly string[] words;
    private readonly int[][] tokens;
    private readonly HashSet<string> known;

    /// <summary>Encodes words.</summary>
    /// <param name="words">The words, none longer than the context.</param>
    /// <param name="alphabet">Their characters.</param>
    /// <param name="blockSize">T: the longest word and its stop.</param>
    /// <exception cref="DataException">A word is too long, or has a character outside of the alphabet.</exception>
    public CharDataset(IEnumerable<string> words, Alphabet alphabet, int blockSize)
    {
        this.words = [.. words];
        Alphabet = alphabet;
        BlockSize = blockSize;
        tokens = [.. this.words.Select(word => alphabet.Encode(word, $"The word '{word}'"))];
        known = [.. this.words];
        int tooLong = Array.FindIndex(tokens, word => word.Length >= blockSize);
        if (tooLong >= 0)
        {
            throw new DataException($"The word '{this.words[tooLong]}' has {tokens[tooLong].Length} characters; the model's context holds words of up to {blockSize - 1}.");
        }
    }

    /// <summary>Number of words.</summary>
    public int Count => words.Length;

    /// <summary>The characters and their tokens.</summary>
    public Alphabet Alphabet { get; }

    /// <summary>T: the length of an encoded word with its stop.</summary>
    public int BlockSize { get; }

    /// <summary>Whether this is one of the words.</summary>
    public bool Contains(string word) => known.Contains(word);

    /// <summary>A word's tokens, without start and stop.</summary>
    public ReadOnlySpan<int> Tokens(int index) => tokens[index];

    /// <summary>A word's row of a batch.</summary>
    /// <param name="index">Which word.</param>
    /// <param name="x">(T): what the model reads.</param>
    /// <param name="y">(T): what it shall say.</param>
    public void Encode(int index, Span<int> x, Span<int> y)
    {
        var word = tokens[index];
        x.Fill(Stop);
        word.CopyTo(x[1..]);
        y.Fill(LanguageModel.IgnoredTarget);
        word.CopyTo(y);
        y[word.Length] = Stop;
    }
}
