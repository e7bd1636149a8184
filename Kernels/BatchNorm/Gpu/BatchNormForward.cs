using ILGPU;

namespace Kernels;

/// <summary>
/// A group normalises a tile of columns (<see cref="ColumnTile{TGroup}"/>) down all rows: mean, then squares of the differences
/// from it, then the result. x is read three times, each time along the rows; a batch's tile stays in the cache.
/// </summary>
internal readonly struct BatchNormForward<TGroup>(
    ArrayView<float> x, ArrayView<float> gamma, ArrayView<float> beta, ArrayView<float> y, ArrayView<float> mean, ArrayView<float> variance,
    int rows, int columns, float eps, int correction) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int column = (Grid.IdxX * ColumnTile<TGroup>.Width) + ColumnTile<TGroup>.Column;
        int end = column < columns ? rows : 0;
        float sum = 0;
        for (int row = ColumnTile<TGroup>.Row; row < end; row += ColumnTile<TGroup>.Height)
        {
            sum += x[(row * columns) + column];
        }

        float center = ColumnTile<TGroup>.Sum(sum) / rows;
        float squares = 0;
        for (int row = ColumnTile<TGroup>.Row; row < end; row += ColumnTile<TGroup>.Height)
        {
            float difference = x[(row * columns) + column] - center;
            squares += difference * difference;
        }

        float spread = ColumnTile<TGroup>.Sum(squares) / (rows - correction);
        if (column < columns)
        {
            if (ColumnTile<TGroup>.Row == 0)
            {
                mean[column] = center;
                variance[column] = spread;
            }

            float factor = gamma[column] / MathF.Sqrt(spread + eps);
            for (int row = ColumnTile<TGroup>.Row; row < rows; row += ColumnTile<TGroup>.Height)
            {
                int i = (row * columns) + column;
                y[i] = ((x[i] - center) * factor) + beta[column];
            }
        }
    }
}
