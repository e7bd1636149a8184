using ILGPU;

namespace Kernels;

/// <summary>
/// Version 4 read x three times, if mostly from the cache. A row of up to 1024 numbers fits into a warp's registers (<see cref="LaneRow"/>): x is read
/// once, four numbers at a time, and mean, differences and result are computed there. Gains and shifts are read before anything is written: the assembler must
/// assume that a result may be the next four's gain, and would wait for each. What is left is the traffic of a copy.
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

        var numbers = LaneRow.Load(x, row * columns, columns, 0f);
        LaneRow gains = scale.Gains(columns), shifts = scale.Shifts(columns);
        float center = WarpReduce.Sum(numbers.Sum()) / columns;
        var differences = numbers.Map(new CenteredMap(center, 1f)).Within(columns);
        float factor = 1 / MathF.Sqrt((WarpReduce.Sum(differences.Dot(differences)) / columns) + eps);
        if (WarpReduce.Lane == 0)
        {
            mean[row] = center;
            rstd[row] = factor;
        }

        differences.Map(new LinearMap(factor, 0f)).Times(gains).Plus(shifts).Store(y, row * columns, columns);
    }
}
