using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// Random bits as a function of a seed and a counter, so that any element of a dropout mask can be computed at any
/// time, in any order, on any device: the backward pass rebuilds the mask instead of storing it.
/// </summary>
public static class CounterRandom
{
    /// <summary>32 bits for element <paramref name="index"/>: two rounds of multiply and xor-shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(uint seed, uint index)
    {
        uint x = (index * 0x9E3779B9u) + seed;
        x ^= x >> 16;
        x *= 0x85EBCA6Bu;
        x ^= x >> 13;
        x += seed * 0xC2B2AE35u;
        x *= 0x27D4EB2Fu;
        x ^= x >> 15;
        return x;
    }

    /// <summary>Elements whose top 24 bits are below this are dropped.</summary>
    public static uint Threshold(float p) => (uint)(p * (1 << 24));

    /// <summary>Whether element <paramref name="index"/> is kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Keeps(uint seed, uint index, uint threshold) => Bits(seed, index) >> 8 >= threshold;
}
