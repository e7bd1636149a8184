using ILGPU;

namespace Kernels;

/// <summary>A group follows a tile of columns down all rows twice: for the sums that are dgamma and dbeta, then for dx.</summary>
internal readonly struct BatchNormBackward<TGroup>(
    ArrayView<float> x, ArrayView<float> gamma, ArrayView<float> mean, ArrayView<float> variance, ArrayView<float> dy,
    ArrayView<float> dx, ArrayView<float> dgamma, ArrayView<float> dbeta, int rows, int columns, float eps, int correction) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int column = (Grid.IdxX * ColumnTile<TGroup>.Width) + ColumnTile<TGroup>.Column;
        int inside = column < columns ? column : 0; // threads beyond the last column go along to the barriers
        int end = column < columns ? rows : 0;
        float center = mean[inside];
        float rstd = 1 / MathF.Sqrt(variance[inside] + eps);
        float sum = 0;
        float sumX = 0;
        for (int row = ColumnTile<TGroup>.Row; row < end; row += ColumnTile<TGroup>.Height)
        {
            int i = (row * columns) + column;
            sum += dy[i];
            sumX += dy[i] * ((x[i] - center) * rstd);
        }

        sum = ColumnTile<TGroup>.Sum(sum);
        sumX = ColumnTile<TGroup>.Sum(sumX);
        if (ColumnTile<TGroup>.Row == 0 && column < columns)
        {
            dgamma[column] = sumX;
            dbeta[column] = sum;
        }

        // gamma·rstd/n · (n·dy - sum - n/(n - correction)·x̂·sumX)
        float factor = gamma[inside] * rstd;
        float shift = sum / rows;
        float slope = sumX / (rows - correction);
        for (int row = ColumnTile<TGroup>.Row; row < end; row += ColumnTile<TGroup>.Height)
        {
            int i = (row * columns) + column;
            dx[i] = factor * (dy[i] - shift - ((x[i] - center) * rstd * slope));
        }
    }
}
