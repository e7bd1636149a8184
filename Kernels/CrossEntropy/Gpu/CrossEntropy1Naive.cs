using ILGPU;

namespace Kernels;

/// <summary>One thread a row, which follows it alone: neighbours read addresses a whole row apart. x is read once, thanks to <see cref="OnlineSum"/>.</summary>
internal readonly struct CrossEntropy1Naive<TNumbers, TGroup>(TNumbers x, CrossEntropyResults<TNumbers> results, int rows, int columns) : IGpuKernel
    where TNumbers : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int row = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (row < rows)
        {
            int first = row * columns;
            var sum = OnlineSum.Empty;
            for (int c = 0; c < columns; c++)
            {
                sum = sum.With(x.At(first + c));
            }

            results.Store(row, sum.LogSumExp);
        }
    }
}
