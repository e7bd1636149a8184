using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

/// <summary>
/// The tallest tile of AVX-512: 14 rows x 32 columns of C in 28 registers. A step in k loads 2 registers of B, spreads 14
/// numbers of A over a register each, and does 28 fused multiply-adds: 16 loads for 28 of them, so that the two
/// multiply-add units are busy all the time (28 / 2 = 14 cycles, 16 / 2 = 8 cycles of the two load units).
/// </summary>
internal static unsafe class Tile14
{
    /// <inheritdoc cref="Tile{TLanes}.Multiply"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(float* a, float* b, nint strideB, int depth, float* c, nint strideC, bool accumulate, float* bias)
    {
        // One local for each register: an array, or a struct of two, would live in memory.
        Vector512<float> l0 = default, r0 = default;
        Vector512<float> l1 = default, r1 = default;
        Vector512<float> l2 = default, r2 = default;
        Vector512<float> l3 = default, r3 = default;
        Vector512<float> l4 = default, r4 = default;
        Vector512<float> l5 = default, r5 = default;
        Vector512<float> l6 = default, r6 = default;
        Vector512<float> l7 = default, r7 = default;
        Vector512<float> l8 = default, r8 = default;
        Vector512<float> l9 = default, r9 = default;
        Vector512<float> l10 = default, r10 = default;
        Vector512<float> l11 = default, r11 = default;
        Vector512<float> l12 = default, r12 = default;
        Vector512<float> l13 = default, r13 = default;
        TileRow.Prefetch(c, strideC, 14, depth);
        for (; depth > 0; depth--)
        {
            var left = Vector512.Load(b);
            var right = Vector512.Load(b + 16);
            var a0 = Vector512.Create(a[0]);
            l0 = Vector512.FusedMultiplyAdd(a0, left, l0);
            r0 = Vector512.FusedMultiplyAdd(a0, right, r0);
            var a1 = Vector512.Create(a[1]);
            l1 = Vector512.FusedMultiplyAdd(a1, left, l1);
            r1 = Vector512.FusedMultiplyAdd(a1, right, r1);
            var a2 = Vector512.Create(a[2]);
            l2 = Vector512.FusedMultiplyAdd(a2, left, l2);
            r2 = Vector512.FusedMultiplyAdd(a2, right, r2);
            var a3 = Vector512.Create(a[3]);
            l3 = Vector512.FusedMultiplyAdd(a3, left, l3);
            r3 = Vector512.FusedMultiplyAdd(a3, right, r3);
            var a4 = Vector512.Create(a[4]);
            l4 = Vector512.FusedMultiplyAdd(a4, left, l4);
            r4 = Vector512.FusedMultiplyAdd(a4, right, r4);
            var a5 = Vector512.Create(a[5]);
            l5 = Vector512.FusedMultiplyAdd(a5, left, l5);
            r5 = Vector512.FusedMultiplyAdd(a5, right, r5);
            var a6 = Vector512.Create(a[6]);
            l6 = Vector512.FusedMultiplyAdd(a6, left, l6);
            r6 = Vector512.FusedMultiplyAdd(a6, right, r6);
            var a7 = Vector512.Create(a[7]);
            l7 = Vector512.FusedMultiplyAdd(a7, left, l7);
            r7 = Vector512.FusedMultiplyAdd(a7, right, r7);
            var a8 = Vector512.Create(a[8]);
            l8 = Vector512.FusedMultiplyAdd(a8, left, l8);
            r8 = Vector512.FusedMultiplyAdd(a8, right, r8);
            var a9 = Vector512.Create(a[9]);
            l9 = Vector512.FusedMultiplyAdd(a9, left, l9);
            r9 = Vector512.FusedMultiplyAdd(a9, right, r9);
            var a10 = Vector512.Create(a[10]);
            l10 = Vector512.FusedMultiplyAdd(a10, left, l10);
            r10 = Vector512.FusedMultiplyAdd(a10, right, r10);
            var a11 = Vector512.Create(a[11]);
            l11 = Vector512.FusedMultiplyAdd(a11, left, l11);
            r11 = Vector512.FusedMultiplyAdd(a11, right, r11);
            var a12 = Vector512.Create(a[12]);
            l12 = Vector512.FusedMultiplyAdd(a12, left, l12);
            r12 = Vector512.FusedMultiplyAdd(a12, right, r12);
            var a13 = Vector512.Create(a[13]);
            l13 = Vector512.FusedMultiplyAdd(a13, left, l13);
            r13 = Vector512.FusedMultiplyAdd(a13, right, r13);
            a += 14;
            b += strideB;
        }

        TileRow.Store(l0, r0, c + (0 * strideC), accumulate, bias);
        TileRow.Store(l1, r1, c + (1 * strideC), accumulate, bias);
        TileRow.Store(l2, r2, c + (2 * strideC), accumulate, bias);
        TileRow.Store(l3, r3, c + (3 * strideC), accumulate, bias);
        TileRow.Store(l4, r4, c + (4 * strideC), accumulate, bias);
        TileRow.Store(l5, r5, c + (5 * strideC), accumulate, bias);
        TileRow.Store(l6, r6, c + (6 * strideC), accumulate, bias);
        TileRow.Store(l7, r7, c + (7 * strideC), accumulate, bias);
        TileRow.Store(l8, r8, c + (8 * strideC), accumulate, bias);
        TileRow.Store(l9, r9, c + (9 * strideC), accumulate, bias);
        TileRow.Store(l10, r10, c + (10 * strideC), accumulate, bias);
        TileRow.Store(l11, r11, c + (11 * strideC), accumulate, bias);
        TileRow.Store(l12, r12, c + (12 * strideC), accumulate, bias);
        TileRow.Store(l13, r13, c + (13 * strideC), accumulate, bias);
    }
}
