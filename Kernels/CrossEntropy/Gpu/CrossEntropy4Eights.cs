using ILGPU;

namespace Kernels;

/// <summary>
/// Version 2 with eight neighbours at a time, 16 bytes of bf16: of the eight only the largest is compared with the largest so far, so that they cost nine exponentials
/// together, and the memory, which has half as much to bring, is not kept waiting.
/// </summary>
internal readonly struct CrossEntropy4Eights<TNumbers, TGroup>(TNumbers x, CrossEntropyResults<TNumbers> results, int columns) : IGpuKernel
    where TNumbers : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * (columns / 8);
        var part = OnlineSum.Empty;
        for (int eight = Group.IdxX; eight < columns / 8; eight += TGroup.Size)
        {
            part = part.With(x.EightAt(first + eight));
        }

        var row = GroupReduce<TGroup>.Merged(part);
        if (Group.IdxX == 0)
        {
            results.Store(Grid.IdxX, row.LogSumExp);
        }
    }
}
