using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kernels;

/// <summary>Small transposes in registers.</summary>
internal static unsafe class SmallTranspose
{
    /// <summary>target (4, 4) = the transpose of source (4, 4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourOf4Rows(float* source, nint stride, float* target, nint targetStride)
    {
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                target[(row * targetStride) + column] = source[(column * stride) + row];
            }
        }
    }

    /// <summary>
    /// target (4, 8) = the transpose of source (8, 4). Rows i and i + 4 share a register from the start (a load that inserts
    /// needs no shuffle unit); two rounds of shuffles inside the halves do the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourOf8Rows(float* source, nint stride, float* target, nint targetStride)
    {
        if (!Avx.IsSupported)
        {
            FourOf4Rows(source, stride, target, targetStride);
            FourOf4Rows(source + (4 * stride), stride, target + 4, targetStride);
            return;
        }

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

    /// <summary>
    /// target (4, 16) = the transpose of source (16, 4), by the same steps as <see cref="FourOf8Rows"/> in registers of four
    /// quarters. With 14 rows (the tallest tile) the last two columns of the target are not written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourOf16Rows(float* source, nint stride, int rows, float* target, nint targetStride)
    {
        // Where there are only 14 rows, rows 10 and 11 stand in for 14 and 15.
        nint lastQuarter = rows == 16 ? 12 * stride : 8 * stride;
        var row0 = Quarters(source, stride, 12 * stride);
        var row1 = Quarters(source + stride, stride, 12 * stride);
        var row2 = Quarters(source + (2 * stride), stride, lastQuarter);
        var row3 = Quarters(source + (3 * stride), stride, lastQuarter);
        var low01 = Avx512F.UnpackLow(row0, row1);
        var high01 = Avx512F.UnpackHigh(row0, row1);
        var low23 = Avx512F.UnpackLow(row2, row3);
        var high23 = Avx512F.UnpackHigh(row2, row3);
        var column0 = Avx512F.Shuffle(low01, low23, 0b01_00_01_00);
        var column1 = Avx512F.Shuffle(low01, low23, 0b11_10_11_10);
        var column2 = Avx512F.Shuffle(high01, high23, 0b01_00_01_00);
        var column3 = Avx512F.Shuffle(high01, high23, 0b11_10_11_10);
        if (rows == 16)
        {
            column0.Store(target);
            column1.Store(target + targetStride);
            column2.Store(target + (2 * targetStride));
            column3.Store(target + (3 * targetStride));
        }
        else
        {
            var first14 = Vector512.Create(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0).AsSingle();
            Avx512F.MaskStore(target, first14, column0);
            Avx512F.MaskStore(target + targetStride, first14, column1);
            Avx512F.MaskStore(target + (2 * targetStride), first14, column2);
            Avx512F.MaskStore(target + (3 * targetStride), first14, column3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* low, float* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(float* row, nint stride, nint lastQuarter)
    {
        var quarters = Vector128.Load(row).ToVector256Unsafe().ToVector512Unsafe();
        quarters = Avx512F.InsertVector128(quarters, Vector128.Load(row + (4 * stride)), 1);
        quarters = Avx512F.InsertVector128(quarters, Vector128.Load(row + (8 * stride)), 2);
        return Avx512F.InsertVector128(quarters, Vector128.Load(row + lastQuarter), 3);
    }
}
