using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>Four rows of C, two registers wide: the tallest tile without SIMD, and what is left below the taller ones.</summary>
internal static unsafe class Tile4<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    /// <inheritdoc cref="Tile{TLanes}.Multiply"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(float* a, float* b, nint strideB, int depth, float* c, nint strideC, bool accumulate, float* bias)
    {
        TLanes l0 = default, r0 = default;
        TLanes l1 = default, r1 = default;
        TLanes l2 = default, r2 = default;
        TLanes l3 = default, r3 = default;
        for (; depth > 0; depth--)
        {
            var left = TLanes.Load(b);
            var right = TLanes.Load(b + TLanes.Width);
            var a0 = TLanes.Broadcast(a[0]);
            l0 = TLanes.MultiplyAdd(a0, left, l0);
            r0 = TLanes.MultiplyAdd(a0, right, r0);
            var a1 = TLanes.Broadcast(a[1]);
            l1 = TLanes.MultiplyAdd(a1, left, l1);
            r1 = TLanes.MultiplyAdd(a1, right, r1);
            var a2 = TLanes.Broadcast(a[2]);
            l2 = TLanes.MultiplyAdd(a2, left, l2);
            r2 = TLanes.MultiplyAdd(a2, right, r2);
            var a3 = TLanes.Broadcast(a[3]);
            l3 = TLanes.MultiplyAdd(a3, left, l3);
            r3 = TLanes.MultiplyAdd(a3, right, r3);
            a += 4;
            b += strideB;
        }

        TileRow.Store(l0, r0, c + (0 * strideC), accumulate, bias);
        TileRow.Store(l1, r1, c + (1 * strideC), accumulate, bias);
        TileRow.Store(l2, r2, c + (2 * strideC), accumulate, bias);
        TileRow.Store(l3, r3, c + (3 * strideC), accumulate, bias);
    }
}
