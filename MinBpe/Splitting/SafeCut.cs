using System.Buffers;
using System.Text;

namespace MinBpe;

/// <summary>
/// Places where a text can be cut in two so that the pieces of the halves are the pieces of the whole, whatever stands around
/// them: before a blank that follows a visible character (no pattern goes on from one to the other), and, but for GPT-2's
/// pattern, after a newline before anything but white space and a slash.
/// </summary>
internal static class SafeCut
{
    /// <summary>The last place before <paramref name="near"/> in UTF-16, or else the first one from there on, or else the text's end.</summary>
    public static int Near(ReadOnlySpan<char> text, int near, SplitPattern pattern)
    {
        int at = Math.Min(near, text.Length) - 1;
        while (at > 0 && !IsCut(text, at, pattern))
        {
            at--;
        }

        for (at = at > 0 ? at : near; at < text.Length && !IsCut(text, at, pattern); at++)
        {
        }

        return Math.Min(at, text.Length);
    }

    /// <summary>The same in UTF-8; never inside a character.</summary>
    public static int Near(ReadOnlySpan<byte> utf8, int near, SplitPattern pattern)
    {
        int at = Math.Min(near, utf8.Length) - 1;
        while (at > 0 && !IsCut(utf8, at, pattern))
        {
            at--;
        }

        for (at = at > 0 ? at : near; at < utf8.Length && !IsCut(utf8, at, pattern); at++)
        {
        }

        return Math.Min(at, utf8.Length);
    }

    private static bool IsCut(ReadOnlySpan<char> text, int at, SplitPattern pattern)
    {
        if (text[at] == ' ')
        {
            return IsVisibleAscii(text[at - 1]);
        }

        return text[at - 1] == '\n' && Rune.DecodeFromUtf16(text[at..], out var rune, out _) == OperationStatus.Done && MayFollowNewline(rune, pattern);
    }

    private static bool IsCut(ReadOnlySpan<byte> utf8, int at, SplitPattern pattern)
    {
        if (utf8[at] == ' ')
        {
            return IsVisibleAscii(utf8[at - 1]);
        }

        return utf8[at - 1] == '\n' && Rune.DecodeFromUtf8(utf8[at..], out var rune, out _) == OperationStatus.Done && MayFollowNewline(rune, pattern);
    }

    private static bool IsVisibleAscii(int character) => character is > ' ' and < 0x7F;

    private static bool MayFollowNewline(Rune rune, SplitPattern pattern) =>
        pattern != SplitPattern.Gpt2 && rune.Value != '/' && (CharacterClasses.Of(rune.Value) & CharacterClass.Space) == 0;
}
