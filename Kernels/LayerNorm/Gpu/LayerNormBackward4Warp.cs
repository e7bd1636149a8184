using ILGPU;

namespace Kernels;

/// <summary>
/// Version 3 met at four barriers for each row, and read one number at a time. The row's sums now meet in the warps'
/// registers first, which leaves two barriers, and each thread has four neighbouring columns, read at once.
/// </summary>
internal readonly struct LayerNormBackward4Warp<TGroup>(
    LayerNormInputs inputs, ArrayView<float> dx, ArrayView<float> partial, int rows, int rowsPerPiece, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Shuffles;

    /// <inheritdoc/>
    public void Run()
    {
        int column = 4 * Group.IdxX;
        bool isInside = column < columns;
        var zero = new Float4(0, 0, 0, 0);
        var gamma = isInside ? inputs.GammaQuad(column) : zero;
        var shareX = zero;
        var share = zero;
        int end = (Grid.IdxX + 1) * rowsPerPiece;
        end = end < rows ? end : rows;
        for (int row = Grid.IdxX * rowsPerPiece; row < end; row++)
        {
            int i = (row * columns) + column;
            float rstd = inputs.Rstd(row);
            var dy = isInside ? inputs.DyQuad(i) : zero;
            var normalised = isInside ? inputs.NormalisedQuad(i, inputs.Mean(row), rstd) : zero;
            var g = new Float4(dy.X * gamma.X, dy.Y * gamma.Y, dy.Z * gamma.Z, dy.W * gamma.W);
            shareX = PlusProduct(shareX, dy, normalised);
            share = new Float4(share.X + dy.X, share.Y + dy.Y, share.Z + dy.Z, share.W + dy.W);
            float sumG = g.X + g.Y + g.Z + g.W;
            float sumGX = (g.X * normalised.X) + (g.Y * normalised.Y) + (g.Z * normalised.Z) + (g.W * normalised.W);
            var sums = WarpReduce.MergedInGroup<SumPair, TGroup>(new SumPair(sumG, sumGX));
            float meanG = sums.First / columns;
            float meanGX = sums.Second / columns;
            if (isInside)
            {
                dx.Cast<Float4>()[i / 4] = new Float4(
                    rstd * (g.X - meanG - (normalised.X * meanGX)),
                    rstd * (g.Y - meanG - (normalised.Y * meanGX)),
                    rstd * (g.Z - meanG - (normalised.Z * meanGX)),
                    rstd * (g.W - meanG - (normalised.W * meanGX)));
            }
        }

        if (isInside)
        {
            partial.Cast<Float4>()[((Grid.IdxX * 2 * columns) + column) / 4] = shareX;
            partial.Cast<Float4>()[((((Grid.IdxX * 2) + 1) * columns) + column) / 4] = share;
        }
    }

    /// <summary>a + b·c.</summary>
    private static Float4 PlusProduct(Float4 a, Float4 b, Float4 c) =>
        new(a.X + (b.X * c.X), a.Y + (b.Y * c.Y), a.Z + (b.Z * c.Z), a.W + (b.W * c.W));
}
