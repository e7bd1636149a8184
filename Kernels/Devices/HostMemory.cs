using System.Runtime.InteropServices;

namespace Kernels;

/// <summary>The memory of the devices that compute in this machine's memory.</summary>
internal static unsafe class HostMemory
{
    /// <summary>A cache line, and the widest SIMD register.</summary>
    private const nuint Alignment = 64;

    /// <summary>A pool over aligned native memory.</summary>
    public static MemoryPool CreatePool() => new(bytes => new HostBlock(bytes, (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment)));
}

/// <summary>A piece of this machine's memory.</summary>
/// <param name="bytes">Its size.</param>
/// <param name="address">Its first byte.</param>
internal sealed unsafe class HostBlock(long bytes, nint address) : MemoryBlock(bytes)
{
    public nint Address { get; } = address;

    public override void Release() => NativeMemory.AlignedFree((void*)Address);
}
