using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// The small matrix products of attention, on tiles that lie in the first-level cache: eight rows of c = a · b at a time,
/// held in registers over the whole depth. Each step multiplies one or two registers of b by eight numbers of a; two
/// registers use each number of a twice, but need the 32 registers of AVX-512.
/// </summary>
/// <typeparam name="T">The register.</typeparam>
internal static unsafe class TileProduct<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Rows that are computed together; tiles are padded to a multiple of it.</summary>
    public const int Rows = 8;

    /// <summary>c(r, n) = Σₖ a(r, k) b(k, n) for eight rows r, or added to what c holds.</summary>
    /// <param name="a">a(r, k) at a[r · aRow + k · aStep], so that a may be read transposed.</param>
    /// <param name="aRow">Distance between rows of a.</param>
    /// <param name="aStep">Distance between columns of a.</param>
    /// <param name="b">(depth, columns), row-major.</param>
    /// <param name="bRow">Distance between rows of b, at least <paramref name="columns"/> rounded up to a register.</param>
    /// <param name="c">(8, columns), row-major.</param>
    /// <param name="cRow">Distance between rows of c, at least <paramref name="columns"/> rounded up to a register.</param>
    /// <param name="columns">Columns; computed in whole registers, so the last ones may lie in the padding.</param>
    /// <param name="depth">Length of the sums.</param>
    /// <param name="add">Whether to add to c.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EightRows(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int columns, int depth, bool add)
    {
        int n = 0;
        if (T.Width == 16)
        {
            for (; n + T.Width < columns; n += 2 * T.Width)
            {
                TwoRegisters(a, aRow, aStep, b + n, bRow, c + n, cRow, depth, add);
            }
        }

        for (; n < columns; n += T.Width)
        {
            OneRegister(a, aRow, aStep, b + n, bRow, c + n, cRow, depth, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneRegister(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int depth, bool add)
    {
        T c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        nint twoRows = 2 * aRow;
        float* a3 = a + (3 * aRow), a6 = a + (6 * aRow);
        for (; depth > 0; depth--)
        {
            T b0 = T.Load(b);
            T.Accumulate(ref c0, T.Broadcast(a[0]), b0);
            T.Accumulate(ref c1, T.Broadcast(a[aRow]), b0);
            T.Accumulate(ref c2, T.Broadcast(a[twoRows]), b0);
            T.Accumulate(ref c3, T.Broadcast(a3[0]), b0);
            T.Accumulate(ref c4, T.Broadcast(a3[aRow]), b0);
            T.Accumulate(ref c5, T.Broadcast(a3[twoRows]), b0);
            T.Accumulate(ref c6, T.Broadcast(a6[0]), b0);
            T.Accumulate(ref c7, T.Broadcast(a6[aRow]), b0);
            a += aStep;
            a3 += aStep;
            a6 += aStep;
            b += bRow;
        }

        Put(c0, c, add);
        Put(c1, c + cRow, add);
        Put(c2, c + (2 * cRow), add);
        Put(c3, c + (3 * cRow), add);
        Put(c4, c + (4 * cRow), add);
        Put(c5, c + (5 * cRow), add);
        Put(c6, c + (6 * cRow), add);
        Put(c7, c + (7 * cRow), add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TwoRegisters(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int depth, bool add)
    {
        T c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        T c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        nint twoRows = 2 * aRow;
        float* a3 = a + (3 * aRow), a6 = a + (6 * aRow);
        for (; depth > 0; depth--)
        {
            T b0 = T.Load(b), b1 = T.Load(b + T.Width);
            T factor = T.Broadcast(a[0]);
            T.Accumulate(ref c00, factor, b0);
            T.Accumulate(ref c01, factor, b1);
            factor = T.Broadcast(a[aRow]);
            T.Accumulate(ref c10, factor, b0);
            T.Accumulate(ref c11, factor, b1);
            factor = T.Broadcast(a[twoRows]);
            T.Accumulate(ref c20, factor, b0);
            T.Accumulate(ref c21, factor, b1);
            factor = T.Broadcast(a3[0]);
            T.Accumulate(ref c30, factor, b0);
            T.Accumulate(ref c31, factor, b1);
            factor = T.Broadcast(a3[aRow]);
            T.Accumulate(ref c40, factor, b0);
            T.Accumulate(ref c41, factor, b1);
            factor = T.Broadcast(a3[twoRows]);
            T.Accumulate(ref c50, factor, b0);
            T.Accumulate(ref c51, factor, b1);
            factor = T.Broadcast(a6[0]);
            T.Accumulate(ref c60, factor, b0);
            T.Accumulate(ref c61, factor, b1);
            factor = T.Broadcast(a6[aRow]);
            T.Accumulate(ref c70, factor, b0);
            T.Accumulate(ref c71, factor, b1);
            a += aStep;
            a3 += aStep;
            a6 += aStep;
            b += bRow;
        }

        Put(c00, c01, c, add);
        Put(c10, c11, c + cRow, add);
        Put(c20, c21, c + (2 * cRow), add);
        Put(c30, c31, c + (3 * cRow), add);
        Put(c40, c41, c + (4 * cRow), add);
        Put(c50, c51, c + (5 * cRow), add);
        Put(c60, c61, c + (6 * cRow), add);
        Put(c70, c71, c + (7 * cRow), add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T first, T second, float* c, bool add)
    {
        Put(first, c, add);
        Put(second, c + T.Width, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T value, float* c, bool add) => T.Store(add ? T.Load(c) + value : value, c);
}
