using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kernels;

/// <summary>Small transposes in registers.</summary>
internal static unsafe class Transpose
{
    /// <summary>
    /// target (8, 8) = the transpose of source (8, 8). Halves of rows i and i + 4 share a register from the start (a load
    /// that inserts needs no shuffle unit); two rounds of shuffles inside the halves do the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square8(float* source, nint sourceStride, float* target, nint targetStride)
    {
        if (!Avx.IsSupported)
        {
            Square4(source, sourceStride, target, targetStride);
            Square4(source + 4, sourceStride, target + (4 * targetStride), targetStride);
            Square4(source + (4 * sourceStride), sourceStride, target + 4, targetStride);
            Square4(source + (4 * sourceStride) + 4, sourceStride, target + (4 * targetStride) + 4, targetStride);
            return;
        }

        FourRows(source, sourceStride, target, targetStride);
        FourRows(source + 4, sourceStride, target + (4 * targetStride), targetStride);
    }

    /// <summary>target (4, 4) = the transpose of source (4, 4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square4(float* source, nint sourceStride, float* target, nint targetStride)
    {
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                target[(row * targetStride) + column] = source[(column * sourceStride) + row];
            }
        }
    }

    /// <summary>Four numbers of each of 8 rows become 4 rows of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(float* source, nint stride, float* target, nint targetStride)
    {
        var row04 = Halves(source, source + (4 * stride));
        var row15 = Halves(source + stride, source + (5 * stride));
        var row26 = Halves(source + (2 * stride), source + (6 * stride));
        var row37 = Halves(source + (3 * stride), source + (7 * stride));

        // Pairs of rows, two columns at a time: a0 b0 a1 b1 | ...
        var low01 = Avx.UnpackLow(row04, row15);
        var high01 = Avx.UnpackHigh(row04, row15);
        var low23 = Avx.UnpackLow(row26, row37);
        var high23 = Avx.UnpackHigh(row26, row37);

        // Pairs of pairs: a0 b0 c0 d0 | ...
        Avx.Shuffle(low01, low23, 0b01_00_01_00).Store(target);
        Avx.Shuffle(low01, low23, 0b11_10_11_10).Store(target + targetStride);
        Avx.Shuffle(high01, high23, 0b01_00_01_00).Store(target + (2 * targetStride));
        Avx.Shuffle(high01, high23, 0b11_10_11_10).Store(target + (3 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* low, float* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));
}
