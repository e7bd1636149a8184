using ILGPU;

namespace Kernels;

/// <summary>
/// A warp a row. Sums go through registers, without shared memory and barriers, so that the two passes of version 2 cost
/// next to nothing more than the one of version 3 and its divisions are saved; the row waits in the first-level cache.
/// </summary>
internal readonly struct LayerNorm4Warp<TGroup>(
    ArrayView<float> x, LayerNormScale scale, ArrayView<float> y, ArrayView<float> mean, ArrayView<float> rstd, int rows, int columns, float eps) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Shuffles;

    /// <inheritdoc/>
    public void Run()
    {
        int row = WarpReduce.WarpOf(TGroup.Size);
        if (row >= rows)
        {
            return;
        }

        int first = row * columns;
        float sum = 0;
        for (int c = WarpReduce.Lane; c < columns; c += WarpReduce.Size)
        {
            sum += x[first + c];
        }

        float center = WarpReduce.Sum(sum) / columns;
        float squares = 0;
        for (int c = WarpReduce.Lane; c < columns; c += WarpReduce.Size)
        {
            float difference = x[first + c] - center;
            squares += difference * difference;
        }

        float factor = 1 / MathF.Sqrt((WarpReduce.Sum(squares) / columns) + eps);
        if (WarpReduce.Lane == 0)
        {
            mean[row] = center;
            rstd[row] = factor;
        }

        for (int c = WarpReduce.Lane; c < columns; c += WarpReduce.Size)
        {
            y[first + c] = scale.Of((x[first + c] - center) * factor, c);
        }
    }
}
