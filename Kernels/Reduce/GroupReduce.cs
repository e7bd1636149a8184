using ILGPU;

namespace Kernels;

/// <summary>
/// One number from the numbers of a group's threads, through shared memory, in a fixed order: some threads put together what
/// lies a fixed distance apart, and one of them the rest. Every thread must call it, and gets the result.
/// </summary>
internal static class GroupReduce<TGroup>
    where TGroup : struct, IGroup
{
    /// <summary>Parts left after the first step: about the root of the group's size, so that both steps are short.</summary>
    private const int Left = 16;

    /// <summary>The sum over the group.</summary>
    public static float Sum(float value) => Merged(new Total(value)).Value;

    /// <summary>The largest number of the group.</summary>
    public static float Largest(float value) => Merged(new Maximum(value)).Value;

    /// <summary>What all threads know together.</summary>
    public static T Merged<T>(T part)
        where T : unmanaged, IMergeable<T>
    {
        var shared = SharedMemory.Allocate<T>(TGroup.Size);
        int thread = Group.IdxX;
        shared[thread] = part;
        Group.Barrier();
        if (thread < Left)
        {
            for (int i = thread + Left; i < TGroup.Size; i += Left)
            {
                part = T.Merge(part, shared[i]);
            }

            shared[thread] = part;
        }

        Group.Barrier();
        if (thread == 0)
        {
            for (int i = 1; i < Left; i++)
            {
                part = T.Merge(part, shared[i]);
            }

            shared[0] = part;
        }

        Group.Barrier();
        T whole = shared[0];
        Group.Barrier(); // the memory may be used again at once
        return whole;
    }
}
