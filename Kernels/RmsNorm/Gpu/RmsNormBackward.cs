using ILGPU;

namespace Kernels;

/// <summary>dx by one group a row: the sum over the row meets in shared memory.</summary>
internal readonly struct RmsNormBackward<TDy, TGroup>(
    ArrayView<float> x, ArrayView<float> gamma, ArrayView<float> rstd, TDy dy, ArrayView<float> dx, int columns) : IGpuKernel
    where TDy : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * columns;
        float scale = rstd[Grid.IdxX];
        float sum = 0;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            sum += dy.At(first + c) * gamma[c] * (x[first + c] * scale);
        }

        float mean = GroupReduce<TGroup>.Sum(sum) / columns;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            dx[first + c] = scale * ((dy.At(first + c) * gamma[c]) - (x[first + c] * scale * mean));
        }
    }
}

/// <summary>dgamma: a group follows a tile of columns (<see cref="ColumnTile{TGroup}"/>) down all rows.</summary>
internal readonly struct RmsNormGain<TDy, TGroup>(
    ArrayView<float> x, ArrayView<float> rstd, TDy dy, ArrayView<float> dgamma, int rows, int columns) : IGpuKernel
    where TDy : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int column = (Grid.IdxX * ColumnTile<TGroup>.Width) + ColumnTile<TGroup>.Column;
        int end = column < columns ? rows : 0; // threads beyond the last column go along to the barriers
        float sum = 0;
        for (int row = ColumnTile<TGroup>.Row; row < end; row += ColumnTile<TGroup>.Height)
        {
            int i = (row * columns) + column;
            sum += dy.At(i) * (x[i] * rstd[row]);
        }

        sum = ColumnTile<TGroup>.Sum(sum);
        if (ColumnTile<TGroup>.Row == 0 && column < columns)
        {
            dgamma[column] = sum;
        }
    }
}
