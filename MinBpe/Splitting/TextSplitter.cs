using System.Text.RegularExpressions;

namespace MinBpe;

/// <summary>Cuts text into pieces as a <see cref="SplitPattern"/> says.</summary>
public sealed class TextSplitter(SplitPattern pattern)
{
    private readonly Regex regex = new(SplitPatternText.Of(pattern), RegexOptions.CultureInvariant);

    /// <summary>The pattern.</summary>
    public SplitPattern Pattern => pattern;

    /// <summary>The pieces of a text, in order; together they are the text.</summary>
    public List<string> Split(string text) => [.. regex.Matches(text).Select(match => match.Value)];
}
