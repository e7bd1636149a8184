using ILGPU;

namespace Kernels;

/// <summary>
/// How a group divides a head. Each position's row (a query, or a key in one backward kernel) is owned by
/// <see cref="Parts"/> threads with sixteen channels each; the group owns <see cref="Positions"/> rows, and the other side
/// passes by in tiles in shared memory. All threads of a part read the same number of a tile at the same time, which
/// costs one access. A score is the sum of its parts' dot products, which meet in shared memory.
/// </summary>
/// <typeparam name="TBound">Channels of a head, at most.</typeparam>
/// <typeparam name="TGroup">Threads of a group, at most.</typeparam>
internal static class FlashTile<TBound, TGroup>
    where TBound : struct, IHeadBound
    where TGroup : struct, IGroup
{
    /// <summary>Threads of a group: with more, short sequences would occupy few multiprocessors.</summary>
    public static int Threads => TGroup.Size > 128 ? 128 : TGroup.Size;

    /// <summary>Threads that own a position together.</summary>
    public static int Parts => TBound.Channels / Channels16.Size;

    /// <summary>Positions that a group owns.</summary>
    public static int Positions => Threads / Parts;

    /// <summary>log₂ of it, a power of two: the ones of the number below.</summary>
    private static int PositionBits => IntrinsicMath.BitOperations.PopCount(Positions - 1);

    /// <summary>Loads of four channels that bring one row of a tile.</summary>
    public static int RowLoads => TBound.Channels / 4;

    /// <summary>This thread's position within the group.</summary>
    public static int Position => Group.IdxX & (Positions - 1);

    /// <summary>Which sixteen channels of it are this thread's.</summary>
    public static int Part => Group.IdxX >> PositionBits;

    /// <summary>Groups for so many positions.</summary>
    public static int Blocks(int positions) => (positions + Positions - 1) / Positions;

    /// <summary>
    /// How many rows of a tile come at or before a position. Later ones are left out, not multiplied by 0, which would turn their
    /// infinities into NaN.
    /// </summary>
    /// <param name="position">The position.</param>
    /// <param name="first">The position of the tile's first row.</param>
    /// <param name="length">Rows of the tile.</param>
    public static int Seen(int position, int first, int length) => IntrinsicMath.Min(length, position - first + 1);

    /// <summary>The group brings rows of one head from global memory; zeros where there are none.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="at">Where the first row starts.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="rows">Rows that exist; no more are read.</param>
    /// <param name="headSize">Length of a row.</param>
    /// <param name="tile">Shared memory.</param>
    /// <param name="length">Rows of the tile.</param>
    public static void Load(ArrayView<float> source, int at, int stride, int rows, int headSize, ArrayView<Channels4> tile, int length)
    {
        for (int e = Group.IdxX; e < length * RowLoads; e += Threads)
        {
            int row = e >> (TBound.Bits - 2), channel = (e & (RowLoads - 1)) * 4;
            tile[e] = Channels16.Load4(source, at + (row * stride) + channel, row < rows ? headSize - channel : 0);
        }
    }

    /// <summary>This thread's sixteen channels of a row of a tile.</summary>
    public static Channels16 Row(ArrayView<Channels4> tile, int row) => Channels16.Of(tile, (row * RowLoads) + (Part * Channels16.Loads));

    /// <summary>A score from its parts' sums, always in the same order.</summary>
    /// <param name="partial">(tile's rows, Threads).</param>
    /// <param name="row">The row of the tile.</param>
    public static float Total(ArrayView<float> partial, int row)
    {
        int first = (row * Threads) + Position;
        float sum = partial[first];
        for (int part = 1; part < Parts; part++)
        {
            sum += partial[first + (part * Positions)];
        }

        return sum;
    }
}
