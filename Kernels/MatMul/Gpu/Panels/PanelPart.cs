using ILGPU;

namespace Kernels;

/// <summary>
/// A part of a warp's sums, 16 x 32, on its way to C through shared memory: tensor cores leave each lane a few sums of many rows, and memory is written in whole rows. Each of the eight
/// warps has a place for one part.
/// </summary>
internal static class PanelPart
{
    /// <summary>Height.</summary>
    public const int Rows = 16;

    /// <summary>Width.</summary>
    public const int Columns = 32;

    /// <summary>Floats from one row to the next: 4 more than a part has, so that rows' neighbours lie in different banks, most of them.</summary>
    public const int Stride = Columns + 4;

    /// <summary>Bytes of all warps' places.</summary>
    public const uint AllBytes = 8 * Bytes;

    private const uint Bytes = 4 * Rows * Stride;

    /// <summary>Where a lane puts its sums: see <see cref="TileText"/>.</summary>
    /// <param name="places">Address of the first warp's place.</param>
    public static uint LaneAddress(uint places)
    {
        int lane = Group.IdxX % 32;
        return WarpAddress(places) + (uint)(4 * ((lane / 4 * Stride) + (lane % 4 * 2)));
    }

    /// <summary>Where a lane finds four neighbours of row <see cref="RowOfLane"/>, counted in fours; those of the row 4 further down are <see cref="Stride"/> fours on.</summary>
    /// <param name="places">Where the first warp's place begins, in bytes.</param>
    public static int LaneQuad(uint places) => ((int)WarpAddress(places) / 16) + (((RowOfLane * Stride) + ColumnOfLane) / 4);

    /// <summary>The first of the rows that a lane writes: eight lanes write one.</summary>
    public static int RowOfLane => Group.IdxX % 32 / 8;

    /// <summary>The first of the four columns that a lane writes.</summary>
    public static int ColumnOfLane => Group.IdxX % 8 * 4;

    private static uint WarpAddress(uint places) => places + ((uint)(Group.IdxX / 32) * Bytes);
}
