using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>One row of C, two registers wide: all of the product of a vector and a matrix.</summary>
internal static unsafe class Tile1<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    /// <inheritdoc cref="Tile{TLanes}.Multiply"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(float* a, float* b, nint strideB, int depth, float* c, bool accumulate, float* bias)
    {
        TLanes l0 = default, r0 = default;
        for (; depth > 0; depth--)
        {
            var left = TLanes.Load(b);
            var right = TLanes.Load(b + TLanes.Width);
            var a0 = TLanes.Broadcast(a[0]);
            l0 = TLanes.MultiplyAdd(a0, left, l0);
            r0 = TLanes.MultiplyAdd(a0, right, r0);
            a += 1;
            b += strideB;
        }

        TileRow.Store(l0, r0, c, accumulate, bias);
    }
}
