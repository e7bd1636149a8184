using ILGPU;

namespace Kernels;

/// <summary>
/// Version 5 of the backward pass, for a dy that may be bf16 and a dx that may already hold what came back on another way, past the norm: it is added to in the
/// same pass, where a sum of its own would move 12 bytes a number more than the 14 that are left.
/// </summary>
/// <param name="x">(rows, columns).</param>
/// <param name="gamma">(columns).</param>
/// <param name="mean">(rows).</param>
/// <param name="rstd">(rows).</param>
/// <param name="dy">(rows, columns).</param>
/// <param name="before">dx as it was; or <see cref="NoNumbers"/>.</param>
/// <param name="dx">(rows, columns).</param>
/// <param name="partial">Shares of dgamma and dbeta.</param>
/// <param name="rows">Number of rows.</param>
/// <param name="rowsPerPiece">Rows of a group.</param>
/// <param name="columns">Length of a row.</param>
internal readonly struct LayerNormBackward6Sum<TDy, TBefore, TGroup>(
    FloatNumbers x, FloatNumbers gamma, ArrayView<float> mean, ArrayView<float> rstd, TDy dy, TBefore before, FloatNumbers dx,
    FloatNumbers partial, int rows, int rowsPerPiece, int columns) : IGpuKernel
    where TDy : struct, INumbers
    where TBefore : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <summary>As for version 5.</summary>
    public static int GroupsPerMultiprocessor => 1;

    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Shuffles;

    /// <inheritdoc/>
    public void Run()
    {
        var gains = LaneEights.Load(gamma, 0, columns, 0f);
        LaneRow shareX = LaneRow.Of(0f), share = LaneRow.Of(0f);
        int warp = Group.IdxX / WarpReduce.Size;
        int end = (Grid.IdxX + 1) * rowsPerPiece;
        end = end < rows ? end : rows;
        for (int row = (Grid.IdxX * rowsPerPiece) + warp; row < end; row += TGroup.Size / WarpReduce.Size)
        {
            int first = row * columns;
            float factor = rstd[row], center = mean[row];
            var upstream = LaneEights.Load(dy, first, columns, 0f);
            var normalised = LaneEights.Load(x, first, columns, center).Map(new CenteredMap(center, factor));
            shareX = shareX.Plus(upstream.Times(normalised));
            share = share.Plus(upstream);
            var g = upstream.Times(gains);
            float meanG = WarpReduce.Sum(g.Sum()) / columns;
            float meanGX = WarpReduce.Sum(g.Dot(normalised)) / columns;
            var gradient = g.Map(new LinearMap(factor, -meanG * factor)).Plus(normalised.Map(new LinearMap(-meanGX * factor, 0f)));
            LaneEights.Store(gradient.Plus(LaneEights.Load(before, first, columns, 0f)), dx, first, columns);
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
                LaneEights.Store(turn == 0 ? share : share.Plus(LaneEights.Load(partial, first, columns, 0f)), partial, first, columns);
            }

            Group.Barrier();
        }
    }
}
