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

    /// <summary>Merges a piece and returns how many ids it has.</summary>
    /// <param name="table">The vocabulary.</param>
    /// <param name="piece">First byte; 16 bytes beyond the piece can be read.</param>
    /// <param name="length">2 to <see cref="MaxLength"/>.</param>
    /// <param name="ids">Room for as many ids as bytes.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Merge(TokenTable table, ref byte piece, int length, Span<int> ids)
    {
        Span<uint> room = stackalloc uint[MaxLength + 1];
        var unions = room[..Math.Max(UnionsInRegisters.Capacity, (length + Vector256<uint>.Count - 1) / Vector256<uint>.Count * Vector256<uint>.Count)];
        unions.Fill(IUnions.Never);
        ref uint union = ref MemoryMarshal.GetReference(unions);
        for (int i = 0; i < length; i++)
        {
            ids[i] = table.Bytes[Unsafe.Add(ref piece, i)];
        }

        for (int i = 0; i + 1 < length; i++)
        {
            Unsafe.Add(ref union, i) = Pack(table.FindPair(Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref piece, i))), i);
        }

        return length <= UnionsInRegisters.Capacity
            ? Merge(table, ref piece, length, ref MemoryMarshal.GetReference(ids), new UnionsInRegisters(ref union))
            : Merge(table, ref piece, length, ref MemoryMarshal.GetReference(ids), new UnionsInMemory(unions));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Merge<TUnions>(TokenTable table, ref byte piece, int length, ref int ids, TUnions unions)
        where TUnions : struct, IUnions, allows ref struct
    {
        ulong starts = (2UL << length) - 1;
        for (uint best; (best = unions.Smallest) != IUnions.Never;)
        {
            int at = (int)(best & ((1 << PositionBits) - 1));
            Unsafe.Add(ref ids, at) = (int)(best >> PositionBits);
            int merged = Next(starts, at);
            starts &= ~(1UL << merged);
            unions.Set(merged, IUnions.Never);
            int end = Next(starts, at);
            unions.Set(at, end < length ? Pack(table.Find(ref Unsafe.Add(ref piece, at), Next(starts, end) - at), at) : IUnions.Never);
            if (at > 0)
            {
                int before = 63 - BitOperations.LeadingZeroCount(starts & ((1UL << at) - 1));
                unions.Set(before, Pack(table.Find(ref Unsafe.Add(ref piece, before), end - before), before));
            }
        }

        int count = 0;
        for (ulong left = starts & ~(1UL << length); left != 0; left &= left - 1)
        {
            Unsafe.Add(ref ids, count++) = Unsafe.Add(ref ids, BitOperations.TrailingZeroCount(left));
        }

        return count;
    }

    /// <summary>Where the part after the one at <paramref name="at"/> starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ulong starts, int at) => BitOperations.TrailingZeroCount(starts & (ulong.MaxValue << at << 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Pack(int id, int at) => id == TokenTable.None ? IUnions.Never : ((uint)id << PositionBits) | (uint)at;
}
