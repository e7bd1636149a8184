using System.Text;

namespace Makemore;

/// <summary>The names in a random order, and their characters as tokens.</summary>
internal sealed class NameData
{
    private readonly Rune[] characters;
    private readonly Dictionary<Rune, int> tokenOf;

    /// <summary>Reads a name a line; empty lines and blanks around names do not count.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="random">Shuffles the names: its first use, as in the original.</param>
    /// <exception cref="DataException">There is no name.</exception>
    public NameData(string text, PythonRandom random)
    {
        string[] names = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
        {
            throw new DataException("The list of names has no name in it: give a file with a name in each line.");
        }

        random.Shuffle(names);
        Names = names;
        characters = [.. names.SelectMany(name => name.EnumerateRunes()).Distinct().Order()];
        tokenOf = characters.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
    }

    /// <summary>All names, shuffled.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The token before the first character and after the last one.</summary>
    public int Bos => characters.Length;

    /// <summary>The characters and <see cref="Bos"/>.</summary>
    public int VocabSize => characters.Length + 1;

    /// <summary>Bos, the characters, Bos.</summary>
    public int[] Encode(string name) => [Bos, .. name.EnumerateRunes().Select(character => tokenOf[character]), Bos];

    /// <summary>The characters of tokens.</summary>
    public string Decode(IEnumerable<int> tokens) => string.Concat(tokens.Select(token => characters[token]));
}
