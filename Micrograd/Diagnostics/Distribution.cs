namespace Micrograd;

/// <summary>What lecture 4 looks at of a tensor: where its values lie.</summary>
/// <param name="Name">Whose values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Std">Their standard deviation, unbiased.</param>
/// <param name="Saturated">Share of values beyond ±<see cref="SaturationLimit"/>: there a tanh is flat and lets no gradient through.</param>
/// <param name="Histogram">How they are spread.</param>
public sealed record Distribution(string Name, double Mean, double Std, double Saturated, Histogram Histogram)
{
    /// <summary>From here on the lecture calls a tanh saturated.</summary>
    public const double SaturationLimit = 0.97;

    /// <summary>The distribution of a tensor's elements.</summary>
    public static Distribution Of(string name, Tensor tensor)
    {
        double[] values = tensor.ToDoubles();
        double mean = values.Average();
        return new Distribution(
            name,
            mean,
            StdOf(values, mean),
            values.Count(value => Math.Abs(value) > SaturationLimit) / (double)values.Length,
            Histogram.Of(values));
    }

    /// <summary>The standard deviation of a tensor's elements, unbiased.</summary>
    internal static double StdOf(Tensor tensor)
    {
        double[] values = tensor.ToDoubles();
        return StdOf(values, values.Average());
    }

    private static double StdOf(double[] values, double mean) =>
        Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
}
