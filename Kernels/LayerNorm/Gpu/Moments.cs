namespace Kernels;

/// <summary>
/// Mean and Σ (x - mean)² of numbers that are seen once (Welford 1962); parts are put together by the formula of Chan,
/// Golub and LeVeque (1983). Neither ever subtracts large sums from each other.
/// </summary>
/// <param name="count">How many numbers.</param>
/// <param name="mean">Their mean.</param>
/// <param name="squares">Σ (x - mean)².</param>
internal readonly struct Moments(float count, float mean, float squares) : IMergeable<Moments>
{
    /// <summary>How many numbers; exact up to 2²⁴.</summary>
    public readonly float Count = count;

    /// <summary>Their mean.</summary>
    public readonly float Mean = mean;

    /// <summary>Σ (x - mean)².</summary>
    public readonly float Squares = squares;

    /// <summary>With one number more.</summary>
    public Moments With(float x)
    {
        float count = Count + 1;
        float difference = x - Mean;
        float mean = Mean + (difference / count);
        return new Moments(count, mean, Squares + (difference * (x - mean)));
    }

    /// <inheritdoc/>
    public static Moments Merge(Moments a, Moments b)
    {
        float count = a.Count + b.Count;
        float share = b.Count / (count > 0 ? count : 1);
        float difference = b.Mean - a.Mean;
        return new Moments(count, a.Mean + (difference * share), a.Squares + b.Squares + (difference * difference * a.Count * share));
    }
}
