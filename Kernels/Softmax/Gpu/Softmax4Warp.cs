using ILGPU;

namespace Kernels;

/// <summary>
/// A group of 256 threads has little to do with a row of some hundred numbers, and meets eight times at barriers for it. A warp
/// a row needs neither shared memory nor barriers: its threads read each other's registers, and eight rows share a group.
/// </summary>
internal readonly struct Softmax4Warp<TForm, TGroup>(ArrayView<float> x, ArrayView<float> y, int rows, int columns) : IGpuKernel
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
        var part = OnlineSum.Empty;
        for (int c = WarpReduce.Lane; c < columns; c += WarpReduce.Size)
        {
            part = part.With(x[first + c]);
        }

        var whole = WarpReduce.Merged(part);
        float ofSum = TForm.OfSum(whole.Sum);
        for (int c = WarpReduce.Lane; c < columns; c += WarpReduce.Size)
        {
            y[first + c] = TForm.Result(x[first + c] - whole.Max, ofSum);
        }
    }
}
