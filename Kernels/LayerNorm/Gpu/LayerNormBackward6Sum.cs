using ILGPU;

namespace Kernels;

/// <summary>
/// Version 5 of the backward pass, for a dy that may be bf16 and a dx that may already hold what came back on another way, past the norm: it is added to in the
/// same pass, and a branch in bf16 gets it rounded. A sum and a rounding of their own would move 12 and 4 bytes a number more than the 16 that are left.
/// What dx was is asked for together with x and dy, so that no row waits for memory twice. The registers for it are gamma's, which is read anew for every row, from
/// the first-level cache.
/// </summary>
/// <param name="x">(rows, columns).</param>
/// <param name="gamma">(columns).</param>
/// <param name="mean">(rows).</param>
/// <param name="rstd">(rows).</param>
/// <param name="dy">(rows, columns).</param>
/// <param name="before">dx as it was; or <see cref="NoNumbers"/>.</param>
/// <param name="dx">(rows, columns).</param>
/// <param name="rounded">Gets dx too; or <see cref="NoNumbers"/>.</param>
/// <param name="partial">Shares of dgamma and dbeta.</param>
/// <param name="rows">Number of rows.</param>
/// <param name="rowsPerPiece">Rows of a group.</param>
/// <param name="columns">Length of a row.</param>
internal readonly struct LayerNormBackward6Sum<TDy, TBefore, TRounded, TGroup>(
    FloatNumbers x, FloatNumbers gamma, ArrayView<float> mean, ArrayView<float> rstd, TDy dy, TBefore before, FloatNumbers dx,
    TRounded rounded, FloatNumbers partial, int rows, int rowsPerPiece, int columns) : IGpuKernel
    where TDy : struct, INumbers
    where TBefore : struct, INumbers
    where TRounded : struct, INumbers
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
            var old = LaneEights.Load(before, first, columns, 0f);
            shareX = shareX.Plus(upstream.Times(normalised));
            share = share.Plus(upstream);
            var g = upstream.Times(LaneEights.Load(gamma, 0, columns, 0f));
            float meanG = WarpReduce.Sum(g.Sum()) / columns;
            float meanGX = WarpReduce.Sum(g.Dot(normalised)) / columns;
            var gradient = g.Map(new LinearMap(factor, -meanG * factor)).Plus(normalised.Map(new LinearMap(-meanGX * factor, 0f)));
            gradient = gradient.Plus(old);
            LaneEights.Store(gradient, dx, first, columns);
            LaneEights.Store(gradient, rounded, first, columns);
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
