using System.Text;

namespace Makemore;

/// <summary>The words of a text, one a line. Empty lines and spaces around a word do not count; any kind of line end does.</summary>
public sealed class WordList
{
    /// <summary>The largest file that is read: a list of words is far smaller, and a model learns no more from a larger one.</summary>
    public const long MaxBytes = 64 << 20;

    /// <summary>The longest word: every word of a batch takes as much room as the longest of the list.</summary>
    public const int MaxLength = 255;

    private const int Shown = 40;

    private WordList(IReadOnlyList<string> words, int emptyLines)
    {
        Words = words;
        EmptyLines = emptyLines;
    }

    /// <summary>The words in their order; one that comes twice counts twice.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Lines without a word.</summary>
    public int EmptyLines { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <exception cref="DataException">There is no word, or one that is too long or has control characters in it.</exception>
    public static WordList Parse(string text, string source)
    {
        var words = new List<string>();
        int number = 0, empty = 0;
        using var lines = new StringReader(text);
        while (lines.ReadLine() is { } line)
        {
            number++;
            string word = line.Trim();
            if (word.Length == 0)
            {
                empty++;
                continue;
            }

            Check(word, number, source);
            words.Add(word);
        }

        return words.Count > 0
            ? new WordList(words, empty)
            : throw new DataException($"{source} has no words, only {empty} empty line{(empty == 1 ? "" : "s")}: give a text with a word a line.");
    }

    private static void Check(string word, int line, string source)
    {
        int length = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            length++;
            if (Rune.IsControl(rune) && rune.Value != '\t')
            {
                throw new DataException($"{source}, line {line}: the word has a control character, U+{rune.Value:X4}: give a text with a word a line.");
            }
        }

        if (length > MaxLength)
        {
            throw new DataException(
                $"{source}, line {line}: '{word[..Shown]}...' has {length} characters; a word may have at most {MaxLength}: give a text with a word a line.");
        }
    }
}
