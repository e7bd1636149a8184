namespace Micrograd;

/// <summary>How often values fall into bins of equal width, as <c>torch.histogram(values, density=True)</c>: the area below it is 1.</summary>
/// <param name="Centres">The middle of each bin.</param>
/// <param name="Densities">Share of the values in the bin, divided by its width.</param>
public sealed record Histogram(double[] Centres, double[] Densities)
{
    /// <summary>Counts values from the smallest to the largest.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="bins">Number of bins.</param>
    public static Histogram Of(ReadOnlySpan<double> values, int bins = 50)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        if (low == high)
        {
            (low, high) = (low - 0.5, high + 0.5); // all equal: one full bin in the middle
        }

        double width = (high - low) / bins;
        var densities = new double[bins];
        foreach (double value in values)
        {
            densities[Math.Min(bins - 1, (int)((value - low) / width))] += 1 / (values.Length * width);
        }

        return new Histogram([.. Enumerable.Range(0, bins).Select(bin => low + ((bin + 0.5) * width))], densities);
    }
}
