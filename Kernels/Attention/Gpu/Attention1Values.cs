using ILGPU;

namespace Kernels;

/// <summary>
/// y(i) = Σⱼ keep(i, j) p(i, j) v(j): one thread an element of y, (B, T, C). Neighbouring threads share a row of weights and read
/// neighbouring values, but each weight comes from global memory again for every channel.
/// </summary>
internal readonly struct Attention1Values<TGroup>(ArrayView<float> qkv, ArrayView<float> weights, ArrayView<float> y, AttentionSizes sizes) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int element = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (element >= y.IntLength)
        {
            return;
        }

        int row = element / sizes.HeadSize, c = element % sizes.HeadSize;
        int head = row / sizes.T, i = row % sizes.T;
        int value = sizes.Value(head) + c;
        float sum = 0;
        for (int j = 0; j <= i; j++)
        {
            sum += sizes.Keep(head, i, j) * weights[(row * sizes.T) + j] * qkv[value + (j * sizes.PackedStride)];
        }

        y[sizes.Row(head) + (i * sizes.RowStride) + c] = sum;
    }
}
