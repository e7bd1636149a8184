using ILGPU;

namespace Kernels;

/// <summary>
/// One number from the numbers of a warp's threads, which read each other's registers: five steps, no memory, no barrier.
/// Partners change places, so that every thread ends with the result. For kernels that need <see cref="KernelNeeds.Shuffles"/>.
/// </summary>
internal static class WarpReduce
{
    /// <summary>Threads of a warp, on CUDA and on the simulator.</summary>
    public const int Size = 32;

    /// <summary>The thread's place within its warp.</summary>
    public static int Lane => Group.IdxX % Size;

    /// <summary>The number of the thread's warp in the whole grid of groups of so many threads.</summary>
    public static int WarpOf(int groupSize) => (Grid.IdxX * (groupSize / Size)) + (Group.IdxX / Size);

    /// <summary>The sum over the warp.</summary>
    public static float Sum(float value) => Merged(new Total(value)).Value;

    /// <summary>The largest number of the warp.</summary>
    public static float Largest(float value) => Merged(new Maximum(value)).Value;

    /// <summary>What all threads of the warp know together. <c>Merge</c> must not mind which of the two comes first.</summary>
    public static T Merged<T>(T part)
        where T : unmanaged, IMergeable<T>
    {
        for (int distance = Size / 2; distance > 0; distance /= 2)
        {
            part = T.Merge(part, Warp.ShuffleXor(part, distance));
        }

        return part;
    }

    /// <summary>What all threads of a group know together: the warps first, whose few results then meet in shared memory.</summary>
    public static T MergedInGroup<T, TGroup>(T part)
        where T : unmanaged, IMergeable<T>
        where TGroup : struct, IGroup
    {
        var shared = SharedMemory.Allocate<T>(TGroup.Size / Size);
        part = Merged(part);
        if (Lane == 0)
        {
            shared[Group.IdxX / Size] = part;
        }

        Group.Barrier();
        T whole = shared[0];
        for (int warp = 1; warp < TGroup.Size / Size; warp++)
        {
            whole = T.Merge(whole, shared[warp]);
        }

        Group.Barrier(); // the memory may be used again at once
        return whole;
    }
}
