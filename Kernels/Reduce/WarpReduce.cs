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
    public static float Sum(float value)
    {
        for (int distance = Size / 2; distance > 0; distance /= 2)
        {
            value += Warp.ShuffleXor(value, distance);
        }

        return value;
    }

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
}
