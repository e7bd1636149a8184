using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Tests;

/// <summary>Text that is hard on a tokenizer: all planes, odd white space, lone surrogates, contractions, long runs, words.</summary>
public sealed record HostileText(string Text)
{
    private static readonly string[] Words =
    [
        " the", "Hello", " world", "'s", "'LL", "'re", "'\u017F", "'", "don't", "camelCase", "HTTPServer", " 12345", "3.14159", "ß", "Straße", "naïve", "日本語", "中文字符", "안녕하세요",
        "Привет", " мир", "مرحبا", "नमस्ते", "สวัสดี", "👩‍👩‍👧", "🇩🇪", "é", "e\u0301", "\u0308", "\u200D", "\u3000", "\u00A0", "\u0085", "\u2028", "\r\n", "\n\n", "\t", "  ", "   \n  ", " \n",
        "//", "/\n/", "/**", "==", "!!!", "```", "𝕳𝖊", "𝟏𝟐𝟑", "𠀀𠀁", "\U00010400\U00010428", "\uFEFF", "\uFFFD", "\0", "\x1B[0m", "_", "__init__", "(self):", "<|endoftext|>", "SolidGoldMagikarp",
    ];

    /// <summary>How FsCheck makes such text, and makes what fails shorter.</summary>
    public static Arbitrary<HostileText> Arbitrary()
    {
        var character = Gen.OneOf(
            Gen.Choose(0x20, 0x7E).Select(code => ((char)code).ToString()),
            Gen.Choose(0, 0x2FFF).Select(OneUnit),
            Gen.Choose(0, 0xFFFF).Select(OneUnit),
            Gen.Choose(0x10000, 0x1FFFF).Select(char.ConvertFromUtf32),
            Gen.Choose(0x10000, 0x10FFFF).Select(char.ConvertFromUtf32));
        var run =
            from part in character
            from length in Gen.Frequency((8, Gen.Choose(2, 5)), (3, Gen.Choose(6, 40)), (1, Gen.Choose(60, 140)))
            select string.Concat(Enumerable.Repeat(part, length));
        var repeated =
            from word in Gen.Elements(Words)
            from count in Gen.Choose(2, 6)
            select string.Concat(Enumerable.Repeat(word, count));
        var element = Gen.Frequency((5, character), (5, Gen.Elements(Words)), (1, run), (1, repeated));
        var text = Gen.Choose(0, 24).SelectMany(length => element.ArrayOf(length)).Select(parts => new HostileText(string.Concat(parts)));
        return Arb.From(text, hostile => Shorter(hostile.Text).Select(shorter => new HostileText(shorter)));
    }

    /// <summary>As a C# string with escapes, so that a failure can be read and pasted.</summary>
    public override string ToString()
    {
        var escaped = new StringBuilder();
        foreach (char unit in Text)
        {
            escaped.Append(unit is >= ' ' and <= '~' ? unit.ToString() : $"\\u{(int)unit:X4}");
        }

        return escaped.ToString();
    }

    private static string OneUnit(int code) => ((char)code).ToString();

    /// <summary>Without a half, a quarter ... or one unit; then with a simple letter somewhere.</summary>
    private static IEnumerable<string> Shorter(string text)
    {
        for (int length = text.Length / 2; length > 0; length /= 2)
        {
            for (int at = 0; at + length <= text.Length; at += length)
            {
                yield return text.Remove(at, length);
            }
        }

        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('a' or ' ' or '.'))
            {
                yield return string.Concat(text.AsSpan(0, at), "a", text.AsSpan(at + 1));
            }
        }
    }
}
