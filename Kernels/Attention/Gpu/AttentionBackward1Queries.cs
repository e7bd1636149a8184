using ILGPU;

namespace Kernels;

/// <summary>dq(i) = Σⱼ ds(i, j) k(j) / √HeadSize: one thread an element of dq, as in <see cref="Attention1Values{TGroup}"/>.</summary>
internal readonly struct AttentionBackward1Queries<TGroup>(ArrayView<float> qkv, ArrayView<float> ds, ArrayView<float> dqkv, int elements, AttentionSizes sizes) : IGpuKernel
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
        int head = row / sizes.T, i = row % sizes.T;
        int key = sizes.Key(head) + c;
        float sum = 0;
        for (int j = 0; j <= i; j++)
        {
            sum += ds[(row * sizes.T) + j] * qkv[key + (j * sizes.PackedStride)];
        }

        dqkv[sizes.Query(head) + (i * sizes.PackedStride) + c] = sum * sizes.Scale;
    }
}
