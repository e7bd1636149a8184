using ILGPU;

namespace Kernels;

/// <summary>
/// Version 4 read x three times, if mostly from the cache. A row of up to 1024 numbers fits into a warp's registers: x is read
/// once, four numbers at a time, and mean, differences and result are computed there. What is left is the traffic of a copy.
/// </summary>
internal readonly struct LayerNorm5Registers<TGroup>(
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

        float[] numbers = new float[LaneQuads.Numbers];
        LaneQuads.Load(x, row * columns, columns, 0, numbers);
        float sum = 0;
        for (int i = 0; i < LaneQuads.Numbers; i++)
        {
            sum += numbers[i];
        }

        float center = WarpReduce.Sum(sum) / columns;
        float squares = 0;
        for (int quad = 0; quad < LaneQuads.Quads; quad++)
        {
            if (LaneQuads.Column(quad) < columns)
            {
                for (int i = 4 * quad; i < (4 * quad) + 4; i++)
                {
                    numbers[i] -= center;
                    squares += numbers[i] * numbers[i];
                }
            }
        }

        float factor = 1 / MathF.Sqrt((WarpReduce.Sum(squares) / columns) + eps);
        if (WarpReduce.Lane == 0)
        {
            mean[row] = center;
            rstd[row] = factor;
        }

        for (int quad = 0; quad < LaneQuads.Quads; quad++)
        {
            int column = LaneQuads.Column(quad);
            if (column < columns)
            {
                scale.Apply(numbers, 4 * quad, factor, column);
            }
        }

        LaneQuads.Store(numbers, y, row * columns, columns);
    }
}
