using System.Runtime.InteropServices;

namespace Kernels;

/// <summary>
/// Memory for partial results, one area a thread that grows to the largest size ever asked for and is kept as long as
/// the thread: a kernel allocates nothing once its shapes have been seen.
/// </summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic]
    private static Scratch? mine;

    private float* memory;
    private int length;

    /// <summary>Frees the area of a thread that ended.</summary>
    ~Scratch() => NativeMemory.AlignedFree(memory);

    /// <summary>Room for <paramref name="count"/> floats, their values undefined; the next call on this thread hands out the same room.</summary>
    public static float* Floats(int count)
    {
        mine ??= new Scratch();
        if (mine.length < count)
        {
            NativeMemory.AlignedFree(mine.memory);
            mine.memory = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
            mine.length = count;
        }

        return mine.memory;
    }
}
