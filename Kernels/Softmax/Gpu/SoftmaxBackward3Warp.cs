using ILGPU;

namespace Kernels;

/// <summary>A warp a row: the sum goes through registers, without the barriers that version 2 spent most of its time at when rows are short.</summary>
internal readonly struct SoftmaxBackward3Warp<TForm, TGroup>(ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dx, int rows, int columns) : IGpuKernel
    where TForm : struct, ISoftmaxForm
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

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
        float part = 0;
        for (int c = WarpReduce.Lane; c < columns; c += WarpReduce.Size)
        {
            part += TForm.Term(y[first + c], dy[first + c]);
        }

        float sum = WarpReduce.Sum(part);
        for (int c = WarpReduce.Lane; c < columns; c += WarpReduce.Size)
        {
            dx[first + c] = TForm.Gradient(y[first + c], dy[first + c], sum);
        }
    }
}
