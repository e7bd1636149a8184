using ILGPU;

namespace Kernels;

/// <summary>
/// One number from the numbers of a group's threads, through shared memory, in a fixed order: halves of the group meet until
/// one thread is left. Every thread must call it, and gets the result.
/// </summary>
internal static class GroupReduce<TGroup>
    where TGroup : struct, IGroup
{
    /// <summary>The sum over the group.</summary>
    public static float Sum(float value)
    {
        var shared = SharedMemory.Allocate<float>(TGroup.Size);
        int thread = Group.IdxX;
        shared[thread] = value;
        Group.Barrier();
        for (int half = TGroup.Size / 2; half > 0; half /= 2)
        {
            if (thread < half)
            {
                shared[thread] += shared[thread + half];
            }

            Group.Barrier();
        }

        float sum = shared[0];
        Group.Barrier(); // the memory may be used again at once
        return sum;
    }

    /// <summary>The largest number of the group.</summary>
    public static float Largest(float value)
    {
        var shared = SharedMemory.Allocate<float>(TGroup.Size);
        int thread = Group.IdxX;
        shared[thread] = value;
        Group.Barrier();
        for (int half = TGroup.Size / 2; half > 0; half /= 2)
        {
            if (thread < half && shared[thread + half] > shared[thread])
            {
                shared[thread] = shared[thread + half];
            }

            Group.Barrier();
        }

        float largest = shared[0];
        Group.Barrier();
        return largest;
    }

    /// <summary>What all threads know together.</summary>
    public static T Merged<T>(T part)
        where T : unmanaged, IMergeable<T>
    {
        var shared = SharedMemory.Allocate<T>(TGroup.Size);
        int thread = Group.IdxX;
        shared[thread] = part;
        Group.Barrier();
        for (int half = TGroup.Size / 2; half > 0; half /= 2)
        {
            if (thread < half)
            {
                shared[thread] = T.Merge(shared[thread], shared[thread + half]);
            }

            Group.Barrier();
        }

        T whole = shared[0];
        Group.Barrier();
        return whole;
    }
}
