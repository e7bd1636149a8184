using ILGPU;

namespace Kernels;

/// <summary>
/// dgamma and dbeta, last stage: the sums of the pieces' shares, in a fixed order. The partial sums are
/// (pieces, 2·columns): dgamma's share, then dbeta's.
/// </summary>
internal readonly struct LayerNormPartials<TGroup>(ArrayView<float> partial, ArrayView<float> dgamma, ArrayView<float> dbeta, int hasBeta, int pieces, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int width = columns + (hasBeta * columns);
        int column = (Grid.IdxX * ColumnTile<TGroup>.Width) + ColumnTile<TGroup>.Column;
        int end = column < width ? pieces : 0;
        float sum = 0;
        for (int piece = ColumnTile<TGroup>.Row; piece < end; piece += ColumnTile<TGroup>.Height)
        {
            sum += partial[(piece * 2 * columns) + column];
        }

        sum = ColumnTile<TGroup>.Sum(sum);
        if (ColumnTile<TGroup>.Row == 0 && column < width)
        {
            if (column < columns)
            {
                dgamma[column] = sum;
            }
            else
            {
                dbeta[column - columns] = sum;
            }
        }
    }
}
