using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Kernels;

/// <summary>
/// Asks for memory before it is needed. The processor sees by itself where a run of addresses goes on, but only to the end of a page of
/// 4 KB, and not while the numbers that it has are gone through a second time.
/// </summary>
internal static unsafe class Cache
{
    /// <summary>Floats in a cache line.</summary>
    public const int Line = 16;

    /// <summary>Asks for <paramref name="count"/> floats from <paramref name="x"/> on; nothing happens where there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Ask(float* x, int count)
    {
        for (int i = 0; i < count; i += Line)
        {
            Ask(x + i);
        }
    }

    /// <summary>Asks for a line of each of <paramref name="rows"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AskForRows(float* x, nint stride, int rows)
    {
        for (; rows > 0; rows--, x += stride)
        {
            Ask(x);
        }
    }

    /// <summary>Asks for the line of <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask(float* x)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(x);
        }
    }
}
