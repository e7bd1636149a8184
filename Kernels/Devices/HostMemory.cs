using System.Runtime.InteropServices;

namespace Kernels;

/// <summary>The system allocator of the devices that compute in this machine's memory.</summary>
internal static unsafe class HostMemory
{
    /// <summary>A cache line, and the widest SIMD register.</summary>
    private const nuint Alignment = 64;

    /// <summary>A pool over aligned native memory.</summary>
    public static MemoryPool CreatePool() => new(
        bytes => (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment),
        address => NativeMemory.AlignedFree((void*)address));
}
