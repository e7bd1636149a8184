namespace Kernels;

/// <summary>
/// What several threads know of one row, each of its own part, so that two parts can be put together.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface IMergeable<TSelf>
    where TSelf : unmanaged, IMergeable<TSelf>
{
    /// <summary>Of two parts together.</summary>
    static abstract TSelf Merge(TSelf a, TSelf b);
}

/// <summary>Two sums at once.</summary>
/// <param name="first">The first sum.</param>
/// <param name="second">The second sum.</param>
internal readonly struct SumPair(float first, float second) : IMergeable<SumPair>
{
    /// <summary>The first sum.</summary>
    public readonly float First = first;

    /// <summary>The second sum.</summary>
    public readonly float Second = second;

    /// <inheritdoc/>
    public static SumPair Merge(SumPair a, SumPair b) => new(a.First + b.First, a.Second + b.Second);
}
