using System.Runtime.InteropServices;

namespace Kernels;

/// <summary>
/// Working memory of a thread: taken from the system once, grown when a kernel needs more, and kept as long as the
/// thread, so that kernels allocate nothing once their shapes have been seen.
/// </summary>
internal sealed unsafe class ThreadScratch
{
    [ThreadStatic]
    private static ThreadScratch? mine;

    private float* memory;
    private nuint capacity;

    /// <summary>Frees the memory of a thread that ended.</summary>
    ~ThreadScratch() => NativeMemory.AlignedFree(memory);

    /// <summary>At least <paramref name="count"/> floats, aligned to 64 bytes, their contents undefined; the thread's next call gives the same memory.</summary>
    public static float* Floats(nuint count) => (mine ??= new ThreadScratch()).AtLeast(count);

    private float* AtLeast(nuint count)
    {
        if (count > capacity)
        {
            NativeMemory.AlignedFree(memory);
            memory = null; // should the system have no more, nobody may use the old memory
            capacity = 0;
            memory = (float*)NativeMemory.AlignedAlloc(count * sizeof(float), 64);
            capacity = count;
        }

        return memory;
    }
}
