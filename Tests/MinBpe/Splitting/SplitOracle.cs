using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MinBpe;

namespace Tests;

/// <summary>
/// What the split patterns match, by .NET's regex engine: characters beyond the first plane, of which it sees only halves, are
/// replaced by one of the same general category within it, and the matches' lengths are carried back.
/// </summary>
public static class SplitOracle
{
    private static readonly Dictionary<SplitPattern, Regex> Patterns =
        Enum.GetValues<SplitPattern>().ToDictionary(pattern => pattern, pattern => new Regex(SplitPatternText.Of(pattern), RegexOptions.CultureInvariant));

    /// <summary>The first character of each category; from behind the Latin letters, which have other parts in the patterns too.</summary>
    private static readonly Dictionary<UnicodeCategory, char> StandIns =
        Enumerable.Range(0x370, 0x10000 - 0x370).Select(code => (char)code).Where(c => !char.IsSurrogate(c)).GroupBy(CharUnicodeInfo.GetUnicodeCategory)
            .ToDictionary(group => group.Key, group => group.First());

    /// <summary>The pieces of a text.</summary>
    public static List<string> Split(SplitPattern pattern, string text)
    {
        var standIn = new StringBuilder();
        var starts = new List<int>();
        int at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            starts.Add(at);
            bool isLone = rune == Rune.ReplacementChar && text[at] != '\uFFFD';
            standIn.Append(isLone ? '\uFFFD' : rune.IsBmp ? (char)rune.Value : StandIns[CharUnicodeInfo.GetUnicodeCategory(rune.Value)]);
            at += rune.Utf16SequenceLength;
        }

        starts.Add(text.Length);
        return [.. Patterns[pattern].Matches(standIn.ToString()).Select(match => text[starts[match.Index]..starts[match.Index + match.Length]])];
    }
}
