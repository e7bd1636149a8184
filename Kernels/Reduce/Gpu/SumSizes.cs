namespace Kernels;

/// <summary>The sizes of a sum: (outer, n, inner) becomes (outer, inner).</summary>
/// <param name="Outer">Sizes before the summed axes, multiplied.</param>
/// <param name="N">Length of each sum.</param>
/// <param name="Inner">Sizes after the summed axes, multiplied.</param>
internal readonly record struct SumSizes(int Outer, int N, int Inner)
{
    /// <summary>Sums up to this length are left to single threads.</summary>
    private const int Short = 32;

    /// <summary>So many threads occupy a large GPU.</summary>
    private const int ManyThreads = 1 << 16;

    /// <summary>So many groups occupy a large GPU.</summary>
    public const int ManyGroups = 1024;

    /// <summary>Number of sums.</summary>
    public int Sums => Outer * Inner;

    /// <summary>
    /// Whether a group works on a sum: the summands are neighbours, and many. Otherwise a thread does: neighbouring threads read
    /// neighbouring sums.
    /// </summary>
    public bool SuitGroups => Inner == 1 && N > Short;

    /// <summary>Into how many parts each sum is cut so that no GPU is idle; 1: there are enough sums, or they are short.</summary>
    /// <param name="groupSize">Threads of a group.</param>
    public int Parts(int groupSize)
    {
        // A thread is worth its launch with 16 summands and its share of a group's reduction, alone with 64.
        var (shortest, most) = SuitGroups ? (16 * groupSize, ManyGroups) : (64, ManyThreads);
        return Sums == 0 || N < 2 * shortest ? 1 : Math.Clamp(most / Sums, 1, N / shortest);
    }
}

/// <summary>What a kernel has to know of a stage of a sum.</summary>
/// <param name="N">Length of each sum.</param>
/// <param name="Inner">Elements from one summand to the next.</param>
/// <param name="Part">Length of each part of a sum.</param>
/// <param name="Parts">Number of parts: the kernel computes (outer, parts, inner).</param>
/// <param name="Scale">The sums are multiplied by this.</param>
/// <param name="Adds">1: added to what is there.</param>
internal readonly record struct SumStage(int N, int Inner, int Part, int Parts, float Scale, int Adds);
