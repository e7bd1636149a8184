namespace Kernels;

/// <summary>
/// A kernel for a GPU: a struct that holds its arguments (views of buffers, sizes), with the program of one thread as
/// its method. The type is all there is to a kernel: <see cref="KernelLoader"/> compiles it when it is first launched, and
/// the tests find every implementation by reflection. A program may bring kernels of its own; their types must be public, for ILGPU launches them from an
/// assembly that it makes.
/// </summary>
/// <remarks>
/// What a kernel may not do on some device: lambdas, exceptions, <c>Math.Clamp</c>, <c>MathF.FusedMultiplyAdd</c> (write
/// a·b + c, which CUDA's assembler fuses), <c>MathF.CopySign</c>, <c>MathF.Tanh</c>, dynamic shared memory, atomics on shared
/// memory. <c>float f = test ? 1 : 0</c> compiles and is wrong but on the simulator: ILGPU takes the integer's bits for the float's (write
/// 1f and 0f). A kernel that exchanges registers within a warp or contains PTX says so in <see cref="Needs"/>.
/// </remarks>
public interface IGpuKernel
{
    /// <summary>Threads of a group: they share memory and wait for each other at barriers.</summary>
    static abstract int GroupSize { get; }

    /// <summary>Groups that a multiprocessor should hold at once, which limits the registers of a thread; 0: as the compiler thinks best.</summary>
    static virtual int GroupsPerMultiprocessor => 0;

    /// <summary>
    /// Bytes of shared memory that a group gets when it is launched, beyond what the kernel itself asks for: more than 48 KiB can be had
    /// only so, and only by a kernel that says <see cref="KernelNeeds.Ptx"/>.
    /// </summary>
    static virtual int DynamicSharedBytes => 0;

    /// <summary>What a device must offer beyond OpenCL's common ground.</summary>
    static virtual KernelNeeds Needs => KernelNeeds.Nothing;

    /// <summary>What one thread does. <c>Grid.IdxX</c> is the number of its group, <c>Group.IdxX</c> its own within the group.</summary>
    void Run();
}

/// <summary>What not every device offers.</summary>
[Flags]
public enum KernelNeeds
{
    /// <summary>The kernel runs on every device.</summary>
    Nothing = 0,

    /// <summary>Threads of a warp read each other's registers: CUDA and the simulator.</summary>
    Shuffles = 1,

    /// <summary>Inline PTX: CUDA alone. What such a kernel computes is checked elsewhere by emulating the instructions.</summary>
    Ptx = 2,

    /// <summary>Instructions that Hopper alone has: tensor cores for four warps at once.</summary>
    Hopper = 4,
}

/// <summary>The one entry point that ILGPU sees; the kernel's type makes it one of many.</summary>
internal static class KernelEntry
{
    /// <summary>Runs a kernel's thread.</summary>
    public static void Run<TKernel>(TKernel kernel)
        where TKernel : struct, IGpuKernel
        => kernel.Run();
}
