using System.Runtime.InteropServices;

namespace Kernels;

/// <summary>
/// What all threads of a team write, each on a pair of cache lines of its own: a thread that counts a finished piece must
/// not slow those that take the next.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct TeamCounters
{
    /// <summary>Pieces that nobody has taken yet; below zero when threads came too late.</summary>
    [FieldOffset(128)]
    public int Left;

    /// <summary>Pieces that are finished.</summary>
    [FieldOffset(256)]
    public int Finished;
}
