using ILGPU;

namespace Kernels;

/// <summary>
/// Version 5 of layer normalisation, with what stands around it in a transformer: what is normalised may be a sum, x + f, which is written in the same pass, and f
/// and y may be bf16. An addition and a rounding of their own would move 12 and 6 bytes a number more than the 12 that are left here: 4 of x, 2 of f, 4 of the
/// sum, 2 of y.
/// </summary>
/// <param name="x">(rows, columns).</param>
/// <param name="f">(rows, columns), added to x; or <see cref="NoNumbers"/>.</param>
/// <param name="sum">Gets x + f; or <see cref="NoNumbers"/>.</param>
/// <param name="scale">gamma and beta.</param>
/// <param name="y">(rows, columns).</param>
/// <param name="mean">(rows).</param>
/// <param name="rstd">(rows).</param>
/// <param name="rows">Number of rows.</param>
/// <param name="columns">Length of a row.</param>
/// <param name="eps">Added to the variance.</param>
internal readonly struct LayerNorm6Sum<TAdded, TSum, TY, TGroup>(
    FloatNumbers x, TAdded f, TSum sum, LayerNormScale scale, TY y, ArrayView<float> mean, ArrayView<float> rstd, int rows, int columns, float eps) : IGpuKernel
    where TAdded : struct, INumbers
    where TSum : struct, INumbers
    where TY : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <summary>Two groups, as many as find room for version 5: what a number more in registers would cost is more than it brings.</summary>
    public static int GroupsPerMultiprocessor => 2;

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
        var numbers = LaneEights.Load(x, first, columns, 0f).Plus(LaneEights.Load(f, first, columns, 0f));
        LaneRow gains = scale.GainsInEights(columns), shifts = scale.ShiftsInEights(columns);
        LaneEights.Store(numbers, sum, first, columns);
        float center = WarpReduce.Sum(numbers.Sum()) / columns;
        var differences = LaneEights.Within(numbers.Map(new CenteredMap(center, 1f)), columns);
        float factor = 1 / MathF.Sqrt((WarpReduce.Sum(differences.Dot(differences)) / columns) + eps);
        if (WarpReduce.Lane == 0)
        {
            mean[row] = center;
            rstd[row] = factor;
        }

        LaneEights.Store(differences.Map(new LinearMap(factor, 0f)).Times(gains).Plus(shifts), y, first, columns);
    }
}
