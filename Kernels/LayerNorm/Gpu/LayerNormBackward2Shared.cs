using ILGPU;

namespace Kernels;

/// <summary>dx by one group a row: neighbouring threads read neighbouring addresses, and the two sums meet in shared memory.</summary>
internal readonly struct LayerNormBackward2Shared<TGroup>(LayerNormInputs inputs, ArrayView<float> dx, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * columns;
        float mean = inputs.Mean(Grid.IdxX);
        float rstd = inputs.Rstd(Grid.IdxX);
        float sumG = 0;
        float sumGX = 0;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            float g = inputs.Dy(first + c) * inputs.Gamma(c);
            sumG += g;
            sumGX += g * inputs.Normalised(first + c, mean, rstd);
        }

        var sums = GroupReduce<TGroup>.Merged(new SumPair(sumG, sumGX));
        float meanG = sums.First / columns;
        float meanGX = sums.Second / columns;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            float g = inputs.Dy(first + c) * inputs.Gamma(c);
            dx[first + c] = rstd * (g - meanG - (inputs.Normalised(first + c, mean, rstd) * meanGX));
        }
    }
}

/// <summary>
/// dgamma and dbeta, first stage: a group sums down a tile of columns within one piece of the rows, so that there are
/// threads enough. Row p of the partial sums is piece p's share of dgamma, then of dbeta.
/// </summary>
internal readonly struct LayerNormParameters2Tiled<TGroup>(LayerNormInputs inputs, ArrayView<float> partial, int rows, int rowsPerPiece, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int tiles = ColumnTile<TGroup>.Tiles(columns);
        int piece = Grid.IdxX / tiles;
        int column = (Grid.IdxX % tiles * ColumnTile<TGroup>.Width) + ColumnTile<TGroup>.Column;
        int end = (piece + 1) * rowsPerPiece;
        end = column >= columns ? 0 : end < rows ? end : rows;
        float sumX = 0;
        float sum = 0;
        for (int row = (piece * rowsPerPiece) + ColumnTile<TGroup>.Row; row < end; row += ColumnTile<TGroup>.Height)
        {
            int i = (row * columns) + column;
            sumX += inputs.Dy(i) * inputs.Normalised(i, inputs.Mean(row), inputs.Rstd(row));
            sum += inputs.Dy(i);
        }

        sumX = ColumnTile<TGroup>.Sum(sumX);
        sum = ColumnTile<TGroup>.Sum(sum);
        if (ColumnTile<TGroup>.Row == 0 && column < columns)
        {
            partial[(piece * 2 * columns) + column] = sumX;
            partial[(((piece * 2) + 1) * columns) + column] = sum;
        }
    }
}
