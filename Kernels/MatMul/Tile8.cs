using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

/// <summary>What is left below <see cref="Tile14"/>: 8 rows x 32 columns of C in 16 AVX-512 registers.</summary>
internal static unsafe class Tile8
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
        TileRow.Prefetch(c, strideC, 8, depth);
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
            a += 8;
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
    }
}
