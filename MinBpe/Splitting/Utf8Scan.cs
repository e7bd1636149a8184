using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MinBpe;

/// <summary>
/// The steps that the split patterns are made of, over UTF-8. Most text is ASCII, and most runs are short: one load of
/// 32 bytes, a comparison of all of them and a count of trailing ones find their end without a loop, whose end the
/// processor would have to guess. What is longer or not ASCII goes character by character.
/// </summary>
internal static class Utf8Scan
{
    /// <summary>Bytes that must be readable from a piece's start on: two loads and the character before them.</summary>
    public const int Slack = 96;

    private const int Width = 32;

    /// <summary>The class of the character at a position, and its length in bytes; None at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharacterClass ClassAt(ref byte text, int at, int end, out int size)
    {
        if (at >= end)
        {
            size = 0;
            return CharacterClass.None;
        }

        int first = Unsafe.Add(ref text, at);
        size = 1;
        return first < 0x80 ? CharacterClasses.FirstPlane[first] : ClassBeyondAscii(ref Unsafe.Add(ref text, at), out size);
    }

    /// <summary>Skips characters of a set, one by one.</summary>
    public static int Run(ref byte text, int at, int end, CharacterClass set)
    {
        while ((ClassAt(ref text, at, end, out int size) & set) != 0)
        {
            at += size;
        }

        return at;
    }

    /// <summary>Skips letters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LetterRun(ref byte text, int at, int end)
    {
        int length = BitOperations.TrailingZeroCount(~InRange(Load(ref text, at) | Vector256.Create((byte)0x20), (byte)'a', 26));
        return IsAsciiStop(ref text, at, length) ? at + length : Run(ref text, at, end, CharacterClass.Letter);
    }

    /// <summary>Skips capitals, then small letters; false if not all that matters is ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCapitalsThenSmall(ref byte text, int at, out int stop)
    {
        var bytes = Load(ref text, at);
        uint capitals = InRange(bytes, (byte)'A', 26), small = InRange(bytes, (byte)'a', 26);
        int first = BitOperations.TrailingZeroCount(~capitals);
        ulong rest = ~((ulong)small >> first);
        int length = first + BitOperations.TrailingZeroCount(rest);
        stop = at + length;
        return length > 0 && IsAsciiStop(ref text, at, length);
    }

    /// <summary>Skips at most three numbers.</summary>
    public static int UpToThreeNumbers(ref byte text, int at, int end)
    {
        for (int i = 0; i < 3 && ClassAt(ref text, at, end, out int size) == CharacterClass.Number; i++)
        {
            at += size;
        }

        return at;
    }

    /// <summary>
    /// The end of a piece of white space: <c>\s*[\r\n]</c> up to the run's last newline, where the pattern has that; else <c>\s+(?!\S)</c>,
    /// which leaves the last blank to the word that follows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SpaceEnd(ref byte text, int start, int end, bool toLastNewline)
    {
        var bytes = Load(ref text, start);
        uint spaces = InRange(bytes, (byte)'\t', 5) | Vector256.Equals(bytes, Vector256.Create((byte)' ')).ExtractMostSignificantBits();
        int length = BitOperations.TrailingZeroCount(~spaces);
        if (!IsAsciiStop(ref text, start, length))
        {
            return LongSpaceEnd(ref text, start, end, toLastNewline);
        }

        if (toLastNewline)
        {
            uint newlines = (Vector256.Equals(bytes, Vector256.Create((byte)'\n')) | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))).ExtractMostSignificantBits();
            newlines &= (1u << length) - 1;
            if (newlines != 0)
            {
                return start + Width - BitOperations.LeadingZeroCount(newlines);
            }
        }

        return length == 1 || start + length == end ? start + length : start + length - 1;
    }

    /// <summary>How many bytes after an apostrophe make one of the endings s, t, re, ve, m, ll, d, in any case or only in small letters; 0: none.</summary>
    public static int EndingLength(ref byte text, int at, int end, bool anyCase)
    {
        if (at >= end)
        {
            return 0;
        }

        int fold = anyCase ? 0x20 : 0;
        int first = Unsafe.Add(ref text, at) | fold;
        if (first is 's' or 't' or 'm' or 'd')
        {
            return 1;
        }

        if (at + 1 >= end)
        {
            return 0;
        }

        int second = Unsafe.Add(ref text, at + 1);
        bool isLongS = anyCase && Unsafe.Add(ref text, at) == 0xC5 && second == 0xBF; // U+017F, which Unicode folds to s
        return isLongS || (first, second | fold) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 2 : 0;
    }

    private static int LongSpaceEnd(ref byte text, int start, int end, bool toLastNewline)
    {
        int at = start, last = start, afterNewline = start;
        for (CharacterClass found; ((found = ClassAt(ref text, at, end, out int size)) & CharacterClass.Space) != 0;)
        {
            last = at;
            at += size;
            afterNewline = found == CharacterClass.Newline ? at : afterNewline;
        }

        return toLastNewline && afterNewline > start ? afterNewline : at == end || last == start ? at : last;
    }

    /// <summary>True if a run of that many ASCII bytes ends at another one; if not, it may go on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAsciiStop(ref byte text, int at, int length) => length < Width && Unsafe.Add(ref text, at + length) < 0x80;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Load(ref byte text, int at) => Vector256.LoadUnsafe(ref text, (nuint)at);

    /// <summary>One bit a byte: is it one of the <paramref name="count"/> values from <paramref name="low"/> on?</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint InRange(Vector256<byte> bytes, byte low, byte count) =>
        Vector256.LessThan(bytes - Vector256.Create(low), Vector256.Create(count)).ExtractMostSignificantBits();

    private static CharacterClass ClassBeyondAscii(ref byte at, out int size)
    {
        int first = at;
        if (first < 0xE0)
        {
            size = 2;
            return CharacterClasses.FirstPlane[((first & 0x1F) << 6) | (Unsafe.Add(ref at, 1) & 0x3F)];
        }

        int middle = ((Unsafe.Add(ref at, 1) & 0x3F) << 6) | (Unsafe.Add(ref at, 2) & 0x3F);
        if (first < 0xF0)
        {
            size = 3;
            return CharacterClasses.FirstPlane[((first & 0x0F) << 12) | middle];
        }

        size = 4;
        return CharacterClasses.Of(((first & 0x07) << 18) | (middle << 6) | (Unsafe.Add(ref at, 3) & 0x3F));
    }
}
