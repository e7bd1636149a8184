using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kernels;

/// <summary>Transposes small squares of 32-bit words.</summary>
internal static unsafe class Transposition
{
    /// <summary>Rows and columns of a full square.</summary>
    public const int Side = 8;

    /// <summary>target(j, i) = source(i, j).</summary>
    /// <param name="source">Rows of contiguous elements.</param>
    /// <param name="sourceStride">From one row to the next.</param>
    /// <param name="rows">Rows of the source, at most <see cref="Side"/>.</param>
    /// <param name="target">Rows of contiguous elements.</param>
    /// <param name="targetStride">From one row to the next.</param>
    /// <param name="columns">Columns of the source, rows of the target, at most <see cref="Side"/>.</param>
    /// <param name="simd">Whether SIMD instructions may be used.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Copy(int* source, int sourceStride, int rows, int* target, int targetStride, int columns, bool simd)
    {
        if (simd && Avx.IsSupported && rows == Side && columns == Side)
        {
            CopySquare((float*)source, sourceStride, (float*)target, targetStride);
            return;
        }

        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                target[((long)j * targetStride) + i] = source[((long)i * sourceStride) + j];
            }
        }
    }

    /// <summary>
    /// Eight registers of eight: pairs of rows are interleaved by elements, then pairs of pairs by pairs, then halves are
    /// exchanged: 24 shuffles for 64 elements.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopySquare(float* source, long sourceStride, float* target, long targetStride)
    {
        InterleaveFour(source, sourceStride, out var a0, out var a1, out var a2, out var a3);
        InterleaveFour(source + (4 * sourceStride), sourceStride, out var b0, out var b1, out var b2, out var b3);
        StoreHalves(a0, b0, target, targetStride);
        StoreHalves(a1, b1, target + targetStride, targetStride);
        StoreHalves(a2, b2, target + (2 * targetStride), targetStride);
        StoreHalves(a3, b3, target + (3 * targetStride), targetStride);
    }

    /// <summary>Column k of four rows in the lower half of register k, column 4 + k in the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InterleaveFour(
        float* rows, long stride, out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3)
    {
        var (r0, r1) = (Vector256.Load(rows), Vector256.Load(rows + stride));
        var (r2, r3) = (Vector256.Load(rows + (2 * stride)), Vector256.Load(rows + (3 * stride)));
        var (low01, high01) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1));
        var (low23, high23) = (Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
        c0 = Avx.Shuffle(low01, low23, 0b01_00_01_00);
        c1 = Avx.Shuffle(low01, low23, 0b11_10_11_10);
        c2 = Avx.Shuffle(high01, high23, 0b01_00_01_00);
        c3 = Avx.Shuffle(high01, high23, 0b11_10_11_10);
    }

    /// <summary>The lower halves are one row of the target, the upper halves the fourth one after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalves(Vector256<float> first, Vector256<float> second, float* target, long stride)
    {
        Avx.Permute2x128(first, second, 0x20).Store(target);
        Avx.Permute2x128(first, second, 0x31).Store(target + (4 * stride));
    }
}
