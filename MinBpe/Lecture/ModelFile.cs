using System.Globalization;
using System.Text;

namespace MinBpe;

/// <summary>
/// minbpe's <c>.model</c>, a text: <c>minbpe v1</c>; the pattern; how many special tokens; a line <c>name id</c> for each; a
/// line <c>left right</c> for each merge, which makes the ids 256, 257, ...
/// </summary>
/// <param name="Pattern">The regular expression, or nothing.</param>
/// <param name="SpecialTokens">Names and ids.</param>
/// <param name="Merges">Pairs of ids in order.</param>
internal sealed record ModelFile(string Pattern, (string Text, int Id)[] SpecialTokens, (int Left, int Right)[] Merges)
{
    /// <summary>The first line.</summary>
    public const string Version = "minbpe v1";

    /// <summary>The file for a tokenizer.</summary>
    /// <exception cref="TokenizerException">A pattern or a name contains a line break.</exception>
    public static string Text(Tokenizer tokenizer)
    {
        var text = new StringBuilder();
        Line(text, Version);
        Line(text, tokenizer.Pattern);
        Line(text, $"{tokenizer.SpecialTokens.Count}");
        foreach (var (name, id) in tokenizer.SpecialTokens)
        {
            Line(text, $"{name} {id}");
        }

        foreach (var (left, right) in tokenizer.Merges)
        {
            Line(text, $"{left} {right}");
        }

        return text.ToString();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="TokenizerException">It is missing, cut off, or of another kind; the message names the line.</exception>
    public static ModelFile Read(string path)
    {
        string[] lines = FileReader.ReadVocabularyText(path).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = lines[i].TrimEnd('\r');
        }

        if (lines[0].Trim() != Version)
        {
            throw new TokenizerException($"{path} is not a model of minbpe: its first line must be '{Version}'.");
        }

        if (lines.Length < 4 || lines[^1] != "")
        {
            throw new TokenizerException($"{path} ends in the middle of line {lines.Length}: it is cut off; train or copy it again.");
        }

        if (!TryInt(lines[2], out int specials) || specials > lines.Length - 4)
        {
            throw new TokenizerException($"{path}, line 3: '{lines[2]}' should be the number of special tokens, and as many lines should follow.");
        }

        return new ModelFile(
            lines[1],
            [.. Enumerable.Range(3, specials).Select(i => Special(path, lines[i], i + 1))],
            [.. Enumerable.Range(3 + specials, lines.Length - 4 - specials).Select(i => Merge(path, lines[i], i + 1, i - 3 - specials + 256))]);
    }

    private static (string Text, int Id) Special(string path, string line, int number)
    {
        int blank = line.LastIndexOf(' '); // a name may contain blanks
        return blank > 0 && TryInt(line[(blank + 1)..], out int id)
            ? (line[..blank], id)
            : throw new TokenizerException($"{path}, line {number}: '{line}' should be a special token and its id.");
    }

    private static (int Left, int Right) Merge(string path, string line, int number, int id)
    {
        string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2 && TryInt(parts[0], out int left) && TryInt(parts[1], out int right) && Math.Max(left, right) < id
            ? (left, right)
            : throw new TokenizerException($"{path}, line {number}: '{line}' should be two ids below {id}, the pair that makes token {id}.");
    }

    private static bool TryInt(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static void Line(StringBuilder text, string line)
    {
        if (line.AsSpan().IndexOfAny('\n', '\r') >= 0)
        {
            throw new TokenizerException($"'{line.ReplaceLineEndings("\\n")}' contains a line break, for which a .model file has no place; choose another pattern or name.");
        }

        text.Append(line).Append('\n');
    }
}
