using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

/// <summary><see cref="CounterRandom"/> for eight elements at once: the same operations, so the same bits.</summary>
internal static class CounterRandomVector
{
    /// <summary>All bits set in the lanes of the elements, from <paramref name="index"/> on, that are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Keeps(uint seed, uint index, uint threshold)
        => Keeps(seed, Vector256<uint>.Indices + Vector256.Create(index), threshold);

    /// <summary>All bits set in the lanes of those of the eight <paramref name="elements"/> that are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Keeps(uint seed, Vector256<uint> elements, uint threshold)
    {
        var x = (elements * 0x9E3779B9u) + Vector256.Create(seed);
        x ^= x >> 16;
        x *= 0x85EBCA6Bu;
        x ^= x >> 13;
        x += Vector256.Create(seed * 0xC2B2AE35u);
        x *= 0x27D4EB2Fu;
        x ^= x >> 15;

        // 24 bits are left, so comparing them as signed numbers, which needs fewer instructions, is the same.
        return Vector256.GreaterThanOrEqual((x >> 8).AsInt32(), Vector256.Create((int)threshold)).AsSingle();
    }
}
