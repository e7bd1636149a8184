using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MinBpe;

/// <summary>
/// For each part of a piece, the rank of its union with the next part and below it the part's place: the smallest such number is the
/// lowest rank, and of equal ones the leftmost. A structure, so that the merging loop is compiled for it.
/// </summary>
internal interface IUnions
{
    /// <summary>Where there is no union.</summary>
    const uint Never = uint.MaxValue;

    /// <summary>The smallest number of all.</summary>
    uint Smallest { get; }

    /// <summary>Sets the number of a place.</summary>
    void Set(int at, uint union);
}

/// <summary>
/// Up to 16 numbers, in registers: three words in four are that short. A number that is written to memory and read back within a
/// vector makes the processor wait until it is there; here it is blended in.
/// </summary>
internal struct UnionsInRegisters : IUnions
{
    /// <summary>So many numbers there are.</summary>
    public const int Capacity = 16;

    private Vector256<uint> low, high;

    /// <summary>Takes the first numbers.</summary>
    public UnionsInRegisters(ref uint unions)
    {
        low = Vector256.LoadUnsafe(ref unions);
        high = Vector256.LoadUnsafe(ref unions, (nuint)Vector256<uint>.Count);
    }

    public readonly uint Smallest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Lanes.Smallest(Vector256.Min(low, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int at, uint union)
    {
        var place = Vector256.Create((uint)at);
        var number = Vector256.Create(union);
        low = Vector256.ConditionalSelect(Vector256.Equals(place, Vector256<uint>.Indices), number, low);
        high = Vector256.ConditionalSelect(Vector256.Equals(place, Vector256<uint>.Indices + Vector256.Create((uint)Vector256<uint>.Count)), number, high);
    }
}

/// <summary>Any count of numbers, in memory that is filled up to whole vectors.</summary>
internal readonly ref struct UnionsInMemory(Span<uint> unions) : IUnions
{
    private readonly Span<uint> unions = unions;

    public uint Smallest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ref uint first = ref MemoryMarshal.GetReference(unions);
            var smallest = Vector256.LoadUnsafe(ref first);
            for (int i = Vector256<uint>.Count; i < unions.Length; i += Vector256<uint>.Count)
            {
                smallest = Vector256.Min(smallest, Vector256.LoadUnsafe(ref first, (nuint)i));
            }

            return Lanes.Smallest(smallest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int at, uint union) => Unsafe.Add(ref MemoryMarshal.GetReference(unions), at) = union;
}

/// <summary>What both have in common.</summary>
file static class Lanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Smallest(Vector256<uint> of)
    {
        var half = Vector128.Min(of.GetLower(), of.GetUpper());
        half = Vector128.Min(half, Vector128.Shuffle(half, Vector128.Create(2u, 3, 0, 1)));
        return Math.Min(half[0], half[1]);
    }
}
