using ILGPU;

namespace Kernels;

/// <summary>
/// Version 2 read x and dy three times: twice for dx, once for dgamma and dbeta. A group now walks down a piece of the rows with
/// each thread at its own columns: dx comes from one read, held in registers while the row's sums meet, and the piece's
/// shares of dgamma and dbeta grow in registers beside it. A second kernel adds the shares.
/// </summary>
internal readonly struct LayerNormBackward3Fused<TGroup>(
    LayerNormInputs inputs, ArrayView<float> dx, ArrayView<float> partial, int rows, int rowsPerPiece, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <summary>Columns of a thread.</summary>
    public const int Items = 4;

    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        float[] gammas = new float[Items];
        float[] normalised = new float[Items];
        float[] gs = new float[Items];
        float[] shareX = new float[Items];
        float[] share = new float[Items];
        for (int k = 0; k < Items; k++)
        {
            int column = (k * TGroup.Size) + Group.IdxX;
            gammas[k] = column < columns ? inputs.Gamma(column) : 0;
            shareX[k] = 0;
            share[k] = 0;
        }

        int end = (Grid.IdxX + 1) * rowsPerPiece;
        end = end < rows ? end : rows;
        for (int row = Grid.IdxX * rowsPerPiece; row < end; row++)
        {
            float mean = inputs.Mean(row);
            float rstd = inputs.Rstd(row);
            float sumG = 0;
            float sumGX = 0;
            for (int k = 0; k < Items; k++)
            {
                int column = (k * TGroup.Size) + Group.IdxX;
                float dy = 0;
                normalised[k] = 0;
                if (column < columns)
                {
                    dy = inputs.Dy((row * columns) + column);
                    normalised[k] = inputs.Normalised((row * columns) + column, mean, rstd);
                }

                gs[k] = dy * gammas[k];
                sumG += gs[k];
                sumGX += gs[k] * normalised[k];
                shareX[k] += dy * normalised[k];
                share[k] += dy;
            }

            var sums = GroupReduce<TGroup>.Merged(new SumPair(sumG, sumGX));
            float meanG = sums.First / columns;
            float meanGX = sums.Second / columns;
            for (int k = 0; k < Items; k++)
            {
                int column = (k * TGroup.Size) + Group.IdxX;
                if (column < columns)
                {
                    dx[(row * columns) + column] = rstd * (gs[k] - meanG - (normalised[k] * meanGX));
                }
            }
        }

        for (int k = 0; k < Items; k++)
        {
            int column = (k * TGroup.Size) + Group.IdxX;
            if (column < columns)
            {
                partial[(Grid.IdxX * 2 * columns) + column] = shareX[k];
                partial[(((Grid.IdxX * 2) + 1) * columns) + column] = share[k];
            }
        }
    }
}
