using ILGPU;

namespace Kernels;

/// <summary>
/// C from the parts of its sums, the second step of split-K: one thread an element, which adds the parts in their order, so that the result does not depend
/// on which group was done first. Few elements with long sums, as in the gradient of a weight, would keep only a few
/// multiprocessors busy if each sum stayed in one group.
/// </summary>
/// <param name="parts">(Parts, elements of C).</param>
/// <param name="count">Number of parts.</param>
/// <param name="c">The result.</param>
internal readonly struct MatMulSumOfParts<TGroup>(ArrayView<float> parts, int count, MatMulResult c) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i >= c.Length)
        {
            return;
        }

        float sum = 0;
        for (int part = 0; part < count; part++)
        {
            sum += parts[(part * c.Length) + i];
        }

        c.Store(i / c.Columns, i % c.Columns, sum);
    }
}
