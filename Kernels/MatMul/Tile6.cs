using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

/// <summary>
/// The tallest tile of AVX2: 6 rows x 16 columns of C in 12 of its 16 registers; 2 hold the row of B, 1 the number of A.
/// </summary>
internal static unsafe class Tile6
{
    /// <inheritdoc cref="Tile{TLanes}.Multiply"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(float* a, float* b, nint strideB, int depth, float* c, nint strideC, bool accumulate, float* bias)
    {
        // One local for each register: an array, or a struct of two, would live in memory.
        Vector256<float> l0 = default, r0 = default;
        Vector256<float> l1 = default, r1 = default;
        Vector256<float> l2 = default, r2 = default;
        Vector256<float> l3 = default, r3 = default;
        Vector256<float> l4 = default, r4 = default;
        Vector256<float> l5 = default, r5 = default;
        TileRow.Prefetch(c, strideC, 6, depth);
        for (; depth > 0; depth--)
        {
            var left = Vector256.Load(b);
            var right = Vector256.Load(b + 8);
            var a0 = Vector256.Create(a[0]);
            l0 = Vector256.FusedMultiplyAdd(a0, left, l0);
            r0 = Vector256.FusedMultiplyAdd(a0, right, r0);
            var a1 = Vector256.Create(a[1]);
            l1 = Vector256.FusedMultiplyAdd(a1, left, l1);
            r1 = Vector256.FusedMultiplyAdd(a1, right, r1);
            var a2 = Vector256.Create(a[2]);
            l2 = Vector256.FusedMultiplyAdd(a2, left, l2);
            r2 = Vector256.FusedMultiplyAdd(a2, right, r2);
            var a3 = Vector256.Create(a[3]);
            l3 = Vector256.FusedMultiplyAdd(a3, left, l3);
            r3 = Vector256.FusedMultiplyAdd(a3, right, r3);
            var a4 = Vector256.Create(a[4]);
            l4 = Vector256.FusedMultiplyAdd(a4, left, l4);
            r4 = Vector256.FusedMultiplyAdd(a4, right, r4);
            var a5 = Vector256.Create(a[5]);
            l5 = Vector256.FusedMultiplyAdd(a5, left, l5);
            r5 = Vector256.FusedMultiplyAdd(a5, right, r5);
            a += 6;
            b += strideB;
        }

        TileRow.Store(l0, r0, c + (0 * strideC), accumulate, bias);
        TileRow.Store(l1, r1, c + (1 * strideC), accumulate, bias);
        TileRow.Store(l2, r2, c + (2 * strideC), accumulate, bias);
        TileRow.Store(l3, r3, c + (3 * strideC), accumulate, bias);
        TileRow.Store(l4, r4, c + (4 * strideC), accumulate, bias);
        TileRow.Store(l5, r5, c + (5 * strideC), accumulate, bias);
    }
}
