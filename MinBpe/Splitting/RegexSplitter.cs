using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MinBpe;

/// <summary>
/// Cuts a text by a regular expression that means Unicode characters. .NET's means UTF-16 units, to which half of a
/// character beyond U+FFFF is neither letter nor digit; so each such character is first replaced by one below of the same
/// category, which for these patterns is all that matters. A lone surrogate counts as U+FFFD.
/// </summary>
public sealed class RegexSplitter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    private readonly Regex regex;

    /// <summary>Prepares one of the GPTs' patterns.</summary>
    public RegexSplitter(SplitPattern pattern) => regex = Compile(SplitPatternText.Of(pattern));

    /// <summary>Prepares a pattern.</summary>
    /// <param name="pattern">As Python's <c>regex</c> module writes it.</param>
    /// <exception cref="TokenizerException">It is not a regular expression.</exception>
    public RegexSplitter(string pattern)
    {
        try
        {
            regex = Compile(PythonPattern.ToDotNet(pattern));
        }
        catch (ArgumentException e)
        {
            throw new TokenizerException($"'{pattern}' is not a regular expression that can be used here: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>The pieces in order. What the pattern does not match is a piece too, so that no text is lost.</summary>
    /// <exception cref="TokenizerException">The pattern takes too long on this text.</exception>
    public IEnumerable<ReadOnlyMemory<char>> Split(string text)
    {
        var (plain, positions) = ReplaceSurrogates(text);
        int at = 0;
        foreach (var (start, end) in Matches(plain))
        {
            if (start > at)
            {
                yield return Piece(at, start);
            }

            if (end > start)
            {
                yield return Piece(start, end);
            }

            at = end;
        }

        if (at < plain.Length)
        {
            yield return Piece(at, plain.Length);
        }

        ReadOnlyMemory<char> Piece(int start, int end) => positions is null
            ? text.AsMemory(start, end - start)
            : text.AsMemory(positions[start], positions[end] - positions[start]);
    }

    private static Regex Compile(string pattern) =>
        Compiled.GetOrAdd(pattern, text => new Regex(text, RegexOptions.CultureInvariant | RegexOptions.Compiled, Patience));

    private List<(int Start, int End)> Matches(string text)
    {
        var found = new List<(int Start, int End)>();
        try
        {
            foreach (var match in regex.EnumerateMatches(text))
            {
                found.Add((match.Index, match.Index + match.Length));
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new TokenizerException($"The pattern '{e.Pattern}' takes longer than {Patience.TotalSeconds} s on this text; use one that backtracks less.", e);
        }

        return found;
    }

    /// <summary>The text with one unit a character, and where each stood; null positions: nothing was replaced.</summary>
    private static (string Text, int[]? Positions) ReplaceSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return (text, null);
        }

        var plain = new StringBuilder(text.Length);
        var positions = new List<int>(text.Length + 1);
        int at = 0;
        foreach (var character in text.EnumerateRunes()) // gives U+FFFD for a lone surrogate
        {
            positions.Add(at);
            plain.Append(character.IsBmp ? (char)character.Value : SameCategory(Rune.GetUnicodeCategory(character)));
            at += character.Utf16SequenceLength; // 1 for a lone surrogate too
        }

        positions.Add(at);
        return (plain.ToString(), [.. positions]);
    }

    /// <summary>A character below U+10000 of a category, of no other meaning to the patterns.</summary>
    private static char SameCategory(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => 'A',
        UnicodeCategory.LowercaseLetter => 'a',
        UnicodeCategory.TitlecaseLetter => '\u01C5',
        UnicodeCategory.ModifierLetter => '\u02B0',
        UnicodeCategory.OtherLetter => '\u05D0',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u0488',
        UnicodeCategory.DecimalDigitNumber => '0',
        UnicodeCategory.LetterNumber => '\u2160',
        UnicodeCategory.OtherNumber => '\u00B2',
        UnicodeCategory.Format => '\u00AD',
        UnicodeCategory.PrivateUse => '\uE000',
        UnicodeCategory.ConnectorPunctuation => '_',
        UnicodeCategory.DashPunctuation => '\u2010',
        UnicodeCategory.OpenPunctuation => '(',
        UnicodeCategory.ClosePunctuation => ')',
        UnicodeCategory.InitialQuotePunctuation => '\u00AB',
        UnicodeCategory.FinalQuotePunctuation => '\u00BB',
        UnicodeCategory.OtherPunctuation => '\u2022',
        UnicodeCategory.MathSymbol => '\u00AC',
        UnicodeCategory.CurrencySymbol => '\u20AC',
        UnicodeCategory.ModifierSymbol => '\u00B4',
        UnicodeCategory.OtherSymbol => '\u00A9',
        _ => '\u0378', // unassigned; there is no white space and no control character beyond U+FFFF
    };
}
