using System.Text;

namespace Makemore;

/// <summary>
/// The characters of some words in the order of their Unicode numbers: they are tokens 1 to Size; token 0 starts and stops a word.
/// A character outside of Unicode's first plane is one token too.
/// </summary>
public sealed class Alphabet
{
    private const int Shown = 60;

    private readonly Rune[] characters;
    private readonly Dictionary<Rune, int> tokens;

    /// <summary>The characters of some words.</summary>
    public Alphabet(IEnumerable<string> words)
    {
        characters = [.. words.SelectMany(word => word.EnumerateRunes()).Distinct().Order()];
        tokens = characters.Select((character, i) => (character, i)).ToDictionary(pair => pair.character, pair => pair.i + 1);
    }

    /// <summary>Number of characters.</summary>
    public int Size => characters.Length;

    /// <summary>The characters in the order of their tokens; an alphabet of this one word is the same.</summary>
    public string Characters => string.Concat(characters);

    /// <summary>The tokens of a word.</summary>
    /// <param name="word">The word, without start and stop.</param>
    /// <param name="source">What the word is, for the message.</param>
    /// <exception cref="DataException">It has a character outside of the alphabet.</exception>
    public int[] Encode(string word, string source)
    {
        var encoded = new List<int>(word.Length);
        foreach (var rune in word.EnumerateRunes())
        {
            encoded.Add(tokens.TryGetValue(rune, out int token)
                ? token
                : throw new DataException($"{source} has the character '{rune}' (U+{rune.Value:X4}), which the model's alphabet of {Size} does not: {Abridged()}"));
        }

        return [.. encoded];
    }

    /// <summary>The word of tokens.</summary>
    public string Decode(IEnumerable<int> word) => string.Concat(word.Select(token => characters[token - 1]));

    private string Abridged() => Size <= Shown ? Characters : string.Concat(characters.Take(Shown)) + " ...";
}
