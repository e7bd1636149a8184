using ILGPU;

namespace Kernels;

/// <summary>
/// What four neighbouring threads find out together: a row of a tensor core's C lies with them. All threads of a group call
/// it the same number of times, and each gets the result.
/// </summary>
internal interface IQuads
{
    /// <summary>What the device must offer.</summary>
    static abstract KernelNeeds Needs { get; }

    /// <summary>The largest of four numbers.</summary>
    static abstract float Largest(float value);

    /// <summary>The sum of four numbers.</summary>
    static abstract float Sum(float value);
}

/// <summary>The threads read each other's registers.</summary>
internal readonly struct ShuffledQuads : IQuads
{
    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Shuffles;

    /// <inheritdoc/>
    public static float Largest(float value)
    {
        float pair = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 1));
        return IntrinsicMath.Max(pair, Warp.ShuffleXor(pair, 2));
    }

    /// <inheritdoc/>
    public static float Sum(float value)
    {
        float pair = value + Warp.ShuffleXor(value, 1);
        return pair + Warp.ShuffleXor(pair, 2);
    }
}

/// <summary>The threads meet in shared memory, where a device has no such instruction.</summary>
internal readonly struct SharedQuads<TGroup> : IQuads
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Nothing;

    /// <inheritdoc/>
    public static float Largest(float value)
    {
        var shared = SharedMemory.Allocate<float>(TGroup.Size);
        int first = Show(shared, value);
        float largest = IntrinsicMath.Max(IntrinsicMath.Max(shared[first], shared[first + 1]), IntrinsicMath.Max(shared[first + 2], shared[first + 3]));
        Group.Barrier(); // the memory is used again by the next call
        return largest;
    }

    /// <inheritdoc/>
    public static float Sum(float value)
    {
        var shared = SharedMemory.Allocate<float>(TGroup.Size);
        int first = Show(shared, value);
        float sum = shared[first] + shared[first + 1] + (shared[first + 2] + shared[first + 3]);
        Group.Barrier();
        return sum;
    }

    /// <summary>Shows a thread's number to its quad, whose first thread's place is returned.</summary>
    private static int Show(ArrayView<float> shared, float value)
    {
        shared[Group.IdxX] = value;
        Group.Barrier();
        return Group.IdxX / 4 * 4;
    }
}
