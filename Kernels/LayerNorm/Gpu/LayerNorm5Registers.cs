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
        int first = row * columns;
        LaneQuads.Load(x, first, columns, 0, numbers);
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
                squares += Square(numbers[4 * quad] - center) + Square(numbers[(4 * quad) + 1] - center)
                    + Square(numbers[(4 * quad) + 2] - center) + Square(numbers[(4 * quad) + 3] - center);
            }
        }

        float factor = 1 / MathF.Sqrt((WarpReduce.Sum(squares) / columns) + eps);
        if (WarpReduce.Lane == 0)
        {
            mean[row] = center;
            rstd[row] = factor;
        }

        var results = y.Cast<Float4>();
        for (int quad = 0; quad < LaneQuads.Quads; quad++)
        {
            int column = LaneQuads.Column(quad);
            if (column < columns)
            {
                results[(first + column) / 4] = scale.OfQuad(
                    (numbers[4 * quad] - center) * factor,
                    (numbers[(4 * quad) + 1] - center) * factor,
                    (numbers[(4 * quad) + 2] - center) * factor,
                    (numbers[(4 * quad) + 3] - center) * factor,
                    column);
            }
        }
    }

    private static float Square(float x) => x * x;
}
