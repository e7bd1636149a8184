namespace Micrograd;

/// <summary>
/// A tokenizer of one token a character, as lecture 7 has it: the distinct characters of a text in ascending order are the
/// tokens 0 .. Size-1. Tiny Shakespeare has 65.
/// </summary>
public sealed class Vocabulary
{
    private readonly Dictionary<char, int> ids;

    /// <summary>The vocabulary of a text: its distinct UTF-16 code units, sorted.</summary>
    /// <exception cref="DataException">The text is empty.</exception>
    public Vocabulary(string text)
    {
        if (text.Length == 0)
        {
            throw new DataException("An empty text has no characters to make a vocabulary of.");
        }

        Characters = new string([.. text.Distinct().Order()]);
        ids = Characters.Select((character, id) => (character, id)).ToDictionary(pair => pair.character, pair => pair.id);
    }

    /// <summary>The characters in the order of their tokens; a vocabulary made of this string is the same one.</summary>
    public string Characters { get; }

    /// <summary>The number of tokens.</summary>
    public int Size => Characters.Length;

    /// <summary>The token of each character of the text.</summary>
    /// <exception cref="DataException">A character is not in the vocabulary.</exception>
    public int[] Encode(string text)
    {
        var tokens = new int[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (!ids.TryGetValue(text[i], out tokens[i]))
            {
                throw new DataException($"The character {Escape(text[i])} at position {i} is not in the vocabulary, which has {Size}: {DescribeCharacters()}.");
            }
        }

        return tokens;
    }

    /// <summary>The text of the tokens.</summary>
    /// <exception cref="DataException">A token is none of 0 .. Size-1.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new char[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)Size)
            {
                throw new DataException($"Token {tokens[i]} at position {i} is not in the vocabulary, whose tokens are 0 to {Size - 1}.");
            }

            text[i] = Characters[tokens[i]];
        }

        return new string(text);
    }

    private string DescribeCharacters()
    {
        const int Shown = 100;
        string all = string.Concat(Characters.Take(Shown).Select(c => Escape(c)[1..^1]));
        return Size > Shown ? all + " ..." : all;
    }

    private static string Escape(char c) => c switch
    {
        '\n' => "'\\n'",
        '\r' => "'\\r'",
        '\t' => "'\\t'",
        _ when char.IsControl(c) || char.IsSurrogate(c) || (char.IsWhiteSpace(c) && c != ' ') => $"'\\u{(int)c:x4}'",
        _ => $"'{c}'",
    };
}
