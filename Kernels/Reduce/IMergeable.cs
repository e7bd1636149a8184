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

/// <summary>A sum.</summary>
/// <param name="value">The sum.</param>
internal readonly struct Total(float value) : IMergeable<Total>
{
    /// <summary>The sum.</summary>
    public readonly float Value = value;

    /// <inheritdoc/>
    public static Total Merge(Total a, Total b) => new(a.Value + b.Value);
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

/// <summary>The largest number.</summary>
/// <param name="value">The number.</param>
internal readonly struct Maximum(float value) : IMergeable<Maximum>
{
    /// <summary>The number.</summary>
    public readonly float Value = value;

    /// <inheritdoc/>
    public static Maximum Merge(Maximum a, Maximum b) => b.Value > a.Value ? b : a;
}
