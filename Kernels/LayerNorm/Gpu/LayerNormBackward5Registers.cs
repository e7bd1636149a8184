using ILGPU;

namespace Kernels;

/// <summary>
/// A group of version 4 had one row under way, asked for the next only after two barriers, and used half of the bandwidth. Here a warp takes a row of up to
/// 1024 numbers by itself: x and dy come into its registers, eight reads of 16 bytes each at once, the two sums meet in shuffles, and eight warps do not wait for each
/// other. The shares of dgamma and dbeta stay in registers until the last row; then the warps add theirs, in their order. Expect the traffic of three arrays.
/// </summary>
internal readonly struct LayerNormBackward5Registers<TGroup>(
    LayerNormInputs inputs, ArrayView<float> dx, ArrayView<float> partial, int rows, int rowsPerPiece, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <summary>Five rows in a lane's registers, 32 numbers of each, leave room for one group alone.</summary>
    public static int GroupsPerMultiprocessor => 1;

    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Shuffles;

    /// <inheritdoc/>
    public void Run()
    {
        var gamma = inputs.GammaRow(columns);
        LaneRow shareX = LaneRow.Of(0f), share = LaneRow.Of(0f);
        int warp = Group.IdxX / WarpReduce.Size;
        int end = (Grid.IdxX + 1) * rowsPerPiece;
        end = end < rows ? end : rows;
        for (int row = (Grid.IdxX * rowsPerPiece) + warp; row < end; row += TGroup.Size / WarpReduce.Size)
        {
            float rstd = inputs.Rstd(row), mean = inputs.Mean(row);
            var dy = inputs.DyRow(row, columns);
            var normalised = inputs.NormalisedRow(row, columns, mean, rstd);
            shareX = shareX.Plus(dy.Times(normalised));
            share = share.Plus(dy);
            var g = dy.Times(gamma);
            float meanG = WarpReduce.Sum(g.Sum()) / columns;
            float meanGX = WarpReduce.Sum(g.Dot(normalised)) / columns;
            g.Map(new LinearMap(rstd, -meanG * rstd)).Plus(normalised.Map(new LinearMap(-meanGX * rstd, 0f))).Store(dx, row * columns, columns);
        }

        AddShares(warp, shareX, 2 * Grid.IdxX * columns);
        AddShares(warp, share, ((2 * Grid.IdxX) + 1) * columns);
    }

    /// <summary>One warp after the other, so that the sum is the same on every run.</summary>
    private void AddShares(int warp, LaneRow share, int first)
    {
        for (int turn = 0; turn < TGroup.Size / WarpReduce.Size; turn++)
        {
            if (turn == warp)
            {
                (turn == 0 ? share : share.Plus(LaneRow.Load(partial, first, columns, 0f))).Store(partial, first, columns);
            }

            Group.Barrier();
        }
    }
}
