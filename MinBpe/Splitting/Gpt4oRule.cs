using System.Runtime.CompilerServices;
using static MinBpe.CharacterClass;
using static MinBpe.Utf8Scan;

namespace MinBpe;

/// <summary>
/// With U for <c>[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]</c>, V for <c>[\p{Ll}\p{Lm}\p{Lo}\p{M}]</c> and E for <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)?</c>:
/// <c>[^\r\n\p{L}\p{N}]?U*V+E|[^\r\n\p{L}\p{N}]?U+V*E|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>
/// </summary>
internal readonly struct Gpt4oRule : ISplitRule
{
    private const CharacterClass U = Upper | Caseless | Mark;
    private const CharacterClass V = Lower | Caseless | Mark;

    public static int PieceEnd(ref byte text, int start, int end)
    {
        var first = ClassAt(ref text, start, end, out int size);
        if (first == Number)
        {
            return UpToThreeNumbers(ref text, start, end);
        }

        if (first != Newline)
        {
            int next = start + size, word = WordEnd(ref text, start, next, end, first);
            if (word > start)
            {
                bool mayEnd = word < end && Unsafe.Add(ref text, word) == '\'';
                return mayEnd && EndingLength(ref text, word + 1, end, anyCase: true) is > 0 and int ending ? word + 1 + ending : word;
            }

            if (first == Symbol || (Unsafe.Add(ref text, start) == ' ' && (ClassAt(ref text, next, end, out _) & Punctuation) != 0))
            {
                return NewlinesAndSlashes(ref text, Run(ref text, next, end, Punctuation), end);
            }
        }

        return SpaceEnd(ref text, start, end, toLastNewline: true);
    }

    /// <summary>The end of a word without its ending, or <paramref name="start"/> if there is none.</summary>
    private static int WordEnd(ref byte text, int start, int next, int end, CharacterClass first)
    {
        // The first character belongs to U or V, or it may stand before them, or, being a mark, both.
        int from = (first & Letter) != 0 ? start : next;
        if (first != Mark && TryCapitalsThenSmall(ref text, from, out int stop))
        {
            return stop;
        }

        int upper = Run(ref text, from, end, U);
        int end1 = CapitalsThenSmall(ref text, from, upper, end);
        if (end1 == 0 && first == Mark)
        {
            end1 = CapitalsThenSmall(ref text, start, upper, end);
        }

        return end1 > 0 ? end1 : upper > from ? upper : start;
    }

    /// <summary><c>U*V+</c> from a position whose U* ends at <paramref name="upper"/>; 0 if it does not match.</summary>
    private static int CapitalsThenSmall(ref byte text, int from, int upper, int end)
    {
        if (ClassAt(ref text, upper, end, out _) == Lower)
        {
            return Run(ref text, upper, end, V);
        }

        // U* must give back characters until one of them is in V too; behind that one stands a capital, or the run's end.
        int stop = 0;
        for (int at = from; at < upper;)
        {
            var found = ClassAt(ref text, at, end, out int size);
            at += size;
            stop = (found & V) != 0 ? at : stop;
        }

        return stop;
    }

    private static int NewlinesAndSlashes(ref byte text, int at, int end)
    {
        while (at < end && Unsafe.Add(ref text, at) is (byte)'\r' or (byte)'\n' or (byte)'/')
        {
            at++;
        }

        return at;
    }
}
