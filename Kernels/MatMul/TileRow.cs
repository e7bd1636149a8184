using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

/// <summary>The end of a register tile: one row of it, two registers, goes to C.</summary>
internal static unsafe class TileRow
{
    /// <summary>C = [C +] row [+ bias].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes left, TLanes right, float* c, bool accumulate, float* bias)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (accumulate)
        {
            left = TLanes.Load(c) + left;
            right = TLanes.Load(c + TLanes.Width) + right;
        }

        if (bias != null)
        {
            left += TLanes.Load(bias);
            right += TLanes.Load(bias + TLanes.Width);
        }

        TLanes.Store(left, c);
        TLanes.Store(right, c + TLanes.Width);
    }

    /// <inheritdoc cref="Store{TLanes}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> left, Vector512<float> right, float* c, bool accumulate, float* bias)
    {
        if (accumulate)
        {
            left = Vector512.Load(c) + left;
            right = Vector512.Load(c + 16) + right;
        }

        if (bias != null)
        {
            left += Vector512.Load(bias);
            right += Vector512.Load(bias + 16);
        }

        left.Store(c);
        right.Store(c + 16);
    }

    /// <inheritdoc cref="Store{TLanes}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> left, Vector256<float> right, float* c, bool accumulate, float* bias)
    {
        if (accumulate)
        {
            left = Vector256.Load(c) + left;
            right = Vector256.Load(c + 8) + right;
        }

        if (bias != null)
        {
            left += Vector256.Load(bias);
            right += Vector256.Load(bias + 8);
        }

        left.Store(c);
        right.Store(c + 8);
    }

    /// <summary>Asks for the tile of C, which is needed hundreds of steps later; for few steps it is not worth asking.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* c, nint strideC, int rows, int depth)
    {
        if (depth >= 64)
        {
            Cache.AskForRows(c, strideC, rows);
            Cache.AskForRows(c + Cache.Line, strideC, rows);
        }
    }
}
