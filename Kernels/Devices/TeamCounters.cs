namespace Kernels;

/// <summary>
/// What all threads of a team write, each on a pair of cache lines of its own: a thread that counts a finished piece must
/// not slow those that take the next.
/// </summary>
/// <param name="threads">Threads of the team, each with a share of the pieces.</param>
internal readonly struct TeamCounters(int threads)
{
    /// <summary>Integers from one counter to the next: 128 bytes, since processors fetch lines in pairs.</summary>
    private const int Stride = 32;

    /// <summary>The first place is left free, as are those after the last: other objects lie beside this one.</summary>
    private readonly int[] places = new int[(threads + 4) * Stride];

    /// <summary>Shares that can be counted.</summary>
    public int Shares => (places.Length / Stride) - 4;

    /// <summary>Jobs that were begun: what idle workers look at.</summary>
    public ref int Begun => ref places[Stride];

    /// <summary>Pieces that are finished.</summary>
    public ref int Finished => ref places[2 * Stride];

    /// <summary>Pieces of a share that nobody has taken yet; below zero when threads came too late.</summary>
    public ref int Left(int share) => ref places[(share + 3) * Stride];
}
