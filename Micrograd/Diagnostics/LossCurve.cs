namespace Micrograd;

/// <summary>The losses of single batches are too noisy to read; their means over neighbours are not.</summary>
public static class LossCurve
{
    /// <summary>Means of <paramref name="window"/> losses each, as <c>losses.view(-1, window).mean(1)</c>; what is left at the end is a shorter window.</summary>
    public static double[] Smooth(IReadOnlyList<double> losses, int window) => [.. losses.Chunk(window).Select(chunk => chunk.Average())];

    /// <summary>A smoothed curve over the steps, for a plot.</summary>
    /// <param name="name">For the legend.</param>
    /// <param name="losses">One a step.</param>
    /// <param name="points">About so many points, one for each window.</param>
    public static LineSeries Series(string name, IReadOnlyList<double> losses, int points = 200)
    {
        int window = Math.Max(1, losses.Count / points);
        double[] smooth = Smooth(losses, window);
        return new LineSeries(name, [.. smooth.Select((_, i) => (double)i * window)], smooth);
    }
}
