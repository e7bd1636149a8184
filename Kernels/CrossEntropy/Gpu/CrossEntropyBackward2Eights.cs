using ILGPU;

namespace Kernels;

/// <summary>
/// Version 1 looks up target, sum and upstream gradient for each element, after a division to find its row. Here a group has a row: it looks them up once, and each
/// thread takes eight neighbours at a time, 16 bytes of bf16, which it may write back where they came from.
/// </summary>
internal readonly struct CrossEntropyBackward2Eights<TNumbers, TGroup>(
    TNumbers x, TargetView targets, ArrayView<float> logSumExp, ArrayView<float> dlosses, TNumbers dx, int columns) : IGpuKernel
    where TNumbers : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int row = Grid.IdxX;
        if (Group.IdxX == 0)
        {
            targets.Check(row);
        }

        int target = targets.Of(row);
        int first = row * (columns / 8);
        var gradient = new LogitGradient(logSumExp[row], target, target == TargetView.None ? 0f : dlosses[row]);
        for (int eight = Group.IdxX; eight < columns / 8; eight += TGroup.Size)
        {
            dx.PutEight(first + eight, Float8.Of(gradient, 8 * eight, x.EightAt(first + eight), Float8.Of(0f), Float8.Of(0f)));
        }
    }
}

/// <summary>(exp(x - logSumExp) - [column = target])·dloss.</summary>
/// <param name="logSumExp">The row's log Σ exp x.</param>
/// <param name="target">Its right column.</param>
/// <param name="dloss">Its upstream gradient; 0 for a row that is left out.</param>
internal readonly struct LogitGradient(float logSumExp, int target, float dloss) : IPointFunction
{
    /// <inheritdoc/>
    public float Of(int i, float a, float b, float c)
    {
        float probability = MathF.Exp(a - logSumExp);
        return (i == target ? probability - 1f : probability) * dloss;
    }
}
