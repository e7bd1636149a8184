using ILGPU;

namespace Kernels;

/// <summary>One group a row: neighbouring threads read neighbouring addresses, once, and their parts of the sum meet in shared memory.</summary>
internal readonly struct CrossEntropy2Shared<TNumbers, TGroup>(TNumbers x, CrossEntropyResults<TNumbers> results, int columns) : IGpuKernel
    where TNumbers : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * columns;
        var part = OnlineSum.Empty;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            part = part.With(x.At(first + c));
        }

        var row = GroupReduce<TGroup>.Merged(part);
        if (Group.IdxX == 0)
        {
            results.Store(Grid.IdxX, row.LogSumExp);
        }
    }
}
