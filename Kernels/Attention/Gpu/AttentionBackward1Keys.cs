using ILGPU;

namespace Kernels;

/// <summary>
/// dk(j) = Σᵢ ds(i, j) q(i) / √HeadSize and dv(j) = Σᵢ keep·p(i, j) dy(i) over i ≥ j: one thread an element of dk and of dv. The sums
/// run down columns of the two matrices, so their threads go through all of the memory that the matrices take.
/// </summary>
internal readonly struct AttentionBackward1Keys<TGroup>(
    ArrayView<float> qkv, ArrayView<float> dy, ArrayView<float> weights, ArrayView<float> ds, ArrayView<float> dqkv, int elements, AttentionSizes sizes)
    : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int element = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (element >= elements)
        {
            return;
        }

        int row = element / sizes.HeadSize, c = element % sizes.HeadSize;
        int head = row / sizes.T, j = row % sizes.T;
        int query = sizes.Query(head) + c, output = sizes.Row(head) + c;
        float dk = 0, dv = 0;
        for (int i = j; i < sizes.T; i++)
        {
            int pair = (((head * sizes.T) + i) * sizes.T) + j;
            dk += ds[pair] * qkv[query + (i * sizes.PackedStride)];
            dv += weights[pair] * dy[output + (i * sizes.RowStride)];
        }

        dqkv[sizes.Key(head) + (j * sizes.PackedStride) + c] = dk * sizes.Scale;
        dqkv[sizes.Value(head) + (j * sizes.PackedStride) + c] = dv;
    }
}
