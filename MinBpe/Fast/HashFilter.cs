using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>
/// Tells at once of nine strings in ten that are no token that they are none (B. H. Bloom, 1970, with a single bit a string). Half of all
/// look-ups are in vain, and in a table each of those walks to the next free slot, in memory too large for the nearest cache; this fits.
/// </summary>
internal readonly struct HashFilter
{
    private const int BitsForEach = 8;

    private readonly ulong[] words;
    private readonly int shift;

    /// <summary>A filter for a number of strings.</summary>
    public HashFilter(int count)
    {
        uint bits = BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, count * BitsForEach));
        words = new ulong[bits / 64];
        shift = 64 - BitOperations.Log2(bits);
    }

    /// <summary>Notes a string by its hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong hash)
    {
        int bit = (int)(hash >> shift);
        words[bit >> 6] |= 1UL << bit;
    }

    /// <summary>False if no string with this hash was added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayHave(ulong hash)
    {
        int bit = (int)(hash >> shift);
        return ((Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(words), bit >> 6) >> bit) & 1) != 0;
    }
}
