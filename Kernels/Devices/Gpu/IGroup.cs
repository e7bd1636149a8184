namespace Kernels;

/// <summary>How many threads work together where a kernel does not care: a constant for the compiler.</summary>
internal interface IGroup
{
    /// <summary>Threads of a group; a power of two.</summary>
    static abstract int Size { get; }
}

/// <summary>The group of GPUs and of processors that run OpenCL.</summary>
internal readonly struct Group256 : IGroup
{
    /// <inheritdoc/>
    public static int Size => 256;
}

/// <summary>The simulator's group, each of whose threads is a thread of the operating system: as few as a warp has.</summary>
internal readonly struct Group32 : IGroup
{
    /// <inheritdoc/>
    public static int Size => 32;
}
