using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MinBpe;

/// <summary>
/// Merging of pieces that fit into one machine word: bit i is set where a part starts, so that neighbours are found by
/// counting zeros and a merge clears a bit. Beside it stands, for each part, the rank of its union with the next one.
/// </summary>
internal static class ShortMerge
{
    /// <summary>The longest piece, in bytes: one bit is for the end.</summary>
    public const int MaxLength = 63;

    private const int PositionBits = 6;
    private const uint Never = uint.MaxValue;

    /// <summary>Merges a piece and returns how many ids it has.</summary>
    /// <param name="table">The vocabulary.</param>
    /// <param name="piece">First byte; 16 bytes beyond the piece can be read.</param>
    /// <param name="length">2 to <see cref="MaxLength"/>.</param>
    /// <param name="ids">Room for as many ids as bytes.</param>
    [SkipLocalsInit]
    public static int Merge(TokenTable table, ref byte piece, int length, Span<int> ids)
    {
        // A rank with the position below it: the smallest is the lowest rank, and of equal ones the leftmost.
        Span<uint> unions = stackalloc uint[MaxLength + 1];
        int vectors = (length + Vector256<uint>.Count - 1) / Vector256<uint>.Count;
        unions[..(vectors * Vector256<uint>.Count)].Fill(Never);
        ref uint union = ref MemoryMarshal.GetReference(unions);
        for (int i = 0; i < length; i++)
        {
            ids[i] = table.Bytes[Unsafe.Add(ref piece, i)];
        }

        for (int i = 0; i + 1 < length; i++)
        {
            Unsafe.Add(ref union, i) = Pack(table.FindPair(Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref piece, i))), i);
        }

        ulong starts = (2UL << length) - 1;
        for (uint best; (best = Smallest(ref union, vectors)) != Never;)
        {
            int at = (int)(best & ((1 << PositionBits) - 1));
            ids[at] = (int)(best >> PositionBits);
            int merged = Next(starts, at);
            starts &= ~(1UL << merged);
            Unsafe.Add(ref union, merged) = Never;
            int end = Next(starts, at);
            if (end < length)
            {
                Unsafe.Add(ref union, at) = Pack(table.Find(ref Unsafe.Add(ref piece, at), Next(starts, end) - at), at);
            }
            else
            {
                Unsafe.Add(ref union, at) = Never;
            }

            if (at > 0)
            {
                int before = 63 - BitOperations.LeadingZeroCount(starts & ((1UL << at) - 1));
                Unsafe.Add(ref union, before) = Pack(table.Find(ref Unsafe.Add(ref piece, before), end - before), before);
            }
        }

        int count = 0;
        for (ulong left = starts & ~(1UL << length); left != 0; left &= left - 1)
        {
            ids[count++] = ids[BitOperations.TrailingZeroCount(left)];
        }

        return count;
    }

    /// <summary>Where the part after the one at <paramref name="at"/> starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ulong starts, int at) => BitOperations.TrailingZeroCount(starts & (ulong.MaxValue << at << 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Pack(int id, int at) => id == TokenTable.None ? Never : ((uint)id << PositionBits) | (uint)at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Smallest(ref uint unions, int vectors)
    {
        var smallest = Vector256.LoadUnsafe(ref unions);
        for (int i = 1; i < vectors; i++)
        {
            smallest = Vector256.Min(smallest, Vector256.LoadUnsafe(ref unions, (nuint)(i * Vector256<uint>.Count)));
        }

        var half = Vector128.Min(smallest.GetLower(), smallest.GetUpper());
        half = Vector128.Min(half, Vector128.Shuffle(half, Vector128.Create(2u, 3, 0, 1)));
        return Math.Min(half[0], half[1]);
    }
}
