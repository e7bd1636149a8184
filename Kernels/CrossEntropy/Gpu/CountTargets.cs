using ILGPU;

namespace Kernels;

/// <summary>One group counts all targets: there are a few thousand, and whole numbers up to 2²⁴ are exact in a float.</summary>
internal readonly struct CountTargets<TGroup>(ArrayView<int> targets, ArrayView<float> count, int ignoreIndex) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int part = 0;
        for (int i = Group.IdxX; i < targets.IntLength; i += TGroup.Size)
        {
            part += targets[i] == ignoreIndex ? 0 : 1;
        }

        float sum = GroupReduce<TGroup>.Sum((float)part);
        if (Group.IdxX == 0)
        {
            count[0] = sum;
        }
    }
}
