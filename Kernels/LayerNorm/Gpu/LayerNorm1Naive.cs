using ILGPU;

namespace Kernels;

/// <summary>
/// One thread a row, three passes over it: mean, variance, result. Neighbouring threads read addresses a whole row apart:
/// expect a tenth of the bandwidth.
/// </summary>
internal readonly struct LayerNorm1Naive<TGroup>(
    ArrayView<float> x, LayerNormScale scale, ArrayView<float> y, ArrayView<float> mean, ArrayView<float> rstd, int rows, int columns, float eps) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int row = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (row >= rows)
        {
            return;
        }

        int first = row * columns;
        float sum = 0;
        for (int c = 0; c < columns; c++)
        {
            sum += x[first + c];
        }

        float center = sum / columns;
        float squares = 0;
        for (int c = 0; c < columns; c++)
        {
            float difference = x[first + c] - center;
            squares += difference * difference;
        }

        float factor = 1 / MathF.Sqrt((squares / columns) + eps);
        mean[row] = center;
        rstd[row] = factor;
        for (int c = 0; c < columns; c++)
        {
            y[first + c] = scale.Of((x[first + c] - center) * factor, c);
        }
    }
}
