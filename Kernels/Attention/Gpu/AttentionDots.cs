using ILGPU;

namespace Kernels;

/// <summary>
/// D(i) = dy(i)·y(i) for every head, (B, Heads, T): what the softmax's backward pass subtracts from a row, since
/// Σⱼ p(i, j) dp(i, j) = dy(i)·y(i) with dp(i, j) = keep(i, j) dy(i)·v(j). One thread a row; a pass over two tensors, little beside the products.
/// </summary>
internal readonly struct AttentionDots<TGroup>(ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dots, AttentionSizes sizes) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int row = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (row >= dots.IntLength)
        {
            return;
        }

        int first = sizes.Row(row / sizes.T) + (row % sizes.T * sizes.RowStride);
        float sum = 0;
        for (int c = 0; c < sizes.HeadSize; c++)
        {
            sum += dy[first + c] * y[first + c];
        }

        dots[row] = sum;
    }
}
