using ILGPU;

namespace Kernels;

/// <summary>
/// The weights keep·p and the scores' gradients ds = p (dp - D), with p = exp(s - logSumExp) and dp = keep·dy(i)·v(j): one thread a pair
/// j ≤ i, into two (B·Heads, T, T) matrices. Two dot products a thread, all of whose factors come from global memory.
/// </summary>
internal readonly struct AttentionBackward1Scores<TGroup>(
    ArrayView<float> qkv, ArrayView<float> logSumExp, ArrayView<float> dy, ArrayView<float> dots, ArrayView<float> weights, ArrayView<float> ds, AttentionSizes sizes)
    : IGpuKernel
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
        if (element >= ds.IntLength || j > i)
        {
            return;
        }

        int query = sizes.Query(head) + (i * sizes.PackedStride), output = sizes.Row(head) + (i * sizes.RowStride);
        int key = sizes.Key(head) + (j * sizes.PackedStride), value = sizes.Value(head) + (j * sizes.PackedStride);
        float score = 0, product = 0;
        for (int c = 0; c < sizes.HeadSize; c++)
        {
            score += qkv[query + c] * qkv[key + c];
            product += dy[output + c] * qkv[value + c];
        }

        float p = MathF.Exp((score * sizes.Scale) - logSumExp[row]);
        float keep = sizes.Keep(head, i, j);
        weights[element] = keep * p;
        ds[element] = p * ((keep * product) - dots[row]);
    }
}
