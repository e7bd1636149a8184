namespace Micrograd;

/// <summary>
/// numpy's legacy generator, <c>numpy.random.RandomState(seed)</c>, which <c>np.random.seed</c> sets: the draws of
/// numpy's and scikit-learn's examples come out again.
/// </summary>
/// <param name="seed">The seed.</param>
public sealed class NumpyRandom(uint seed)
{
    private readonly MersenneTwister engine = new(seed);
    private double? cachedNormal;

    /// <summary><c>random_sample()</c>: a double from [0, 1) of 53 bits, 27 of the first word and 26 of the second.</summary>
    public double Random()
    {
        ulong high = engine.NextUInt32() >> 5, low = engine.NextUInt32() >> 6;
        return ((high << 26) + low) * (1.0 / (1L << 53));
    }

    /// <summary><c>normal(mean, std)</c> by Marsaglia's polar method: two numbers at a time, the second waits for the next call.</summary>
    public double Normal(double mean = 0, double std = 1)
    {
        if (cachedNormal is { } second)
        {
            cachedNormal = null;
            return mean + (std * second);
        }

        double x, y, square;
        do
        {
            x = (2 * Random()) - 1;
            y = (2 * Random()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0); // a point within the unit circle
        double factor = Math.Sqrt(-2 * Math.Log(square) / square);
        cachedNormal = factor * x;
        return mean + (std * (factor * y));
    }

    /// <summary><c>shuffle(list)</c>: in place, from the back (Fisher and Yates).</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int j = (int)AtMost((uint)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Every value from 0 to <paramref name="largest"/> equally likely: as many bits as it has, drawn again while above it.</summary>
    private uint AtMost(uint largest)
    {
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(largest);
        uint draw;
        do
        {
            draw = engine.NextUInt32() & mask;
        }
        while (draw > largest);
        return draw;
    }
}
