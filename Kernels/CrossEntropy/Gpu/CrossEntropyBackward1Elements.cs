using ILGPU;

namespace Kernels;

/// <summary>One thread an element: the row's sum is known, so that nothing needs to meet. Reads and writes run along the rows.</summary>
internal readonly struct CrossEntropyBackward1Elements<TNumbers, TGroup>(
    TNumbers x, TargetView targets, ArrayView<float> logSumExp, ArrayView<float> dlosses, TNumbers dx, int rows, int columns) : IGpuKernel
    where TNumbers : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i >= rows * columns)
        {
            return;
        }

        int row = i / columns;
        int column = i - (row * columns);
        if (column == 0)
        {
            targets.Check(row);
        }

        int target = targets.Of(row);
        float probability = MathF.Exp(x.At(i) - logSumExp[row]);
        float difference = column == target ? probability - 1f : probability;
        dx.Put(i, target == TargetView.None ? 0f : difference * dlosses[row]);
    }
}
