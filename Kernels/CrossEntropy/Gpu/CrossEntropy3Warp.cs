using ILGPU;

namespace Kernels;

/// <summary>A warp a row, for the few classes of a character model: no shared memory, no barriers, eight rows a group.</summary>
internal readonly struct CrossEntropy3Warp<TGroup>(ArrayView<float> x, CrossEntropyResults<FloatNumbers> results, int rows, int columns) : IGpuKernel
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
        if (WarpReduce.Lane == 0)
        {
            results.Store(row, whole.LogSumExp);
        }
    }
}
