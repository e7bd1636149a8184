using System.Globalization;

namespace MinBpe;

/// <summary>What the split patterns ask about a character; one bit each, so that a set of classes is a number too.</summary>
[Flags]
internal enum CharacterClass : byte
{
    /// <summary>No character: the text is over.</summary>
    None = 0,

    /// <summary><c>\p{Lu}\p{Lt}</c></summary>
    Upper = 1,

    /// <summary><c>\p{Ll}</c></summary>
    Lower = 2,

    /// <summary><c>\p{Lm}\p{Lo}</c>: letters that GPT-4o's pattern takes for either case.</summary>
    Caseless = 4,

    /// <summary><c>\p{M}</c></summary>
    Mark = 8,

    /// <summary><c>\p{N}</c></summary>
    Number = 16,

    /// <summary><c>\s</c> but <c>\r</c> and <c>\n</c></summary>
    Blank = 32,

    /// <summary><c>[\r\n]</c></summary>
    Newline = 64,

    /// <summary>Everything else.</summary>
    Symbol = 128,

    /// <summary><c>\p{L}</c></summary>
    Letter = Upper | Lower | Caseless,

    /// <summary><c>\s</c></summary>
    Space = Blank | Newline,

    /// <summary><c>[^\s\p{L}\p{N}]</c></summary>
    Punctuation = Mark | Symbol,
}

/// <summary>The classes of all code points, after .NET's Unicode tables.</summary>
internal static class CharacterClasses
{
    /// <summary>Classes of the first plane, where nearly all text is.</summary>
    public static readonly CharacterClass[] FirstPlane = [.. Enumerable.Range(0, 0x10000).Select(Compute)];

    /// <summary>The class of a code point.</summary>
    public static CharacterClass Of(int codePoint) => codePoint < 0x10000 ? FirstPlane[codePoint] : Compute(codePoint);

    private static CharacterClass Compute(int codePoint)
    {
        if (codePoint is '\r' or '\n')
        {
            return CharacterClass.Newline;
        }

        if (codePoint is >= '\t' and <= '\r' or 0x85)
        {
            return CharacterClass.Blank;
        }

        return CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterClass.Upper,
            UnicodeCategory.LowercaseLetter => CharacterClass.Lower,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClass.Caseless,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterClass.Mark,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => CharacterClass.Blank,
            _ => CharacterClass.Symbol,
        };
    }
}
