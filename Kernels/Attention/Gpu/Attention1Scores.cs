using ILGPU;

namespace Kernels;

/// <summary>
/// s(i, j) = q(i)·k(j) / √HeadSize for j ≤ i: one thread a score, into a (B·Heads, T, T) matrix. Every thread reads a query and a
/// key from global memory, 2·HeadSize numbers for HeadSize multiply-adds; half of the threads lie above the diagonal and have nothing to do.
/// </summary>
internal readonly struct Attention1Scores<TGroup>(ArrayView<float> qkv, ArrayView<float> scores, AttentionSizes sizes) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int element = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        int row = element / sizes.T;
        int head = row / sizes.T, i = row % sizes.T, j = element % sizes.T;
        if (element >= scores.IntLength || j > i)
        {
            return;
        }

        int query = sizes.Query(head) + (i * sizes.PackedStride), key = sizes.Key(head) + (j * sizes.PackedStride);
        float sum = 0;
        for (int c = 0; c < sizes.HeadSize; c++)
        {
            sum += qkv[query + c] * qkv[key + c];
        }

        scores[element] = sum * sizes.Scale;
    }
}
