using System.Runtime.InteropServices;

namespace Kernels;

/// <summary>
/// Working memory of a thread: taken from the system once, grown when a kernel needs more, and kept as long as the
/// process lives, so that kernels allocate nothing.
/// </summary>
internal static unsafe class ThreadScratch
{
    [ThreadStatic]
    private static float* memory;

    [ThreadStatic]
    private static nuint capacity;

    /// <summary>At least <paramref name="count"/> floats, aligned to 64 bytes, their contents undefined; the thread's next call gives the same memory.</summary>
    public static float* Floats(nuint count)
    {
        if (count > capacity)
        {
            NativeMemory.AlignedFree(memory);
            memory = (float*)NativeMemory.AlignedAlloc(count * sizeof(float), 64);
            capacity = count;
        }

        return memory;
    }
}
