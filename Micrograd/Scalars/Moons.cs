namespace Micrograd;

/// <summary>
/// Two half circles that reach into each other, with noise: no straight line separates them. scikit-learn's
/// <c>make_moons</c> with numpy's numbers, so that the same seed gives the same points.
/// </summary>
/// <param name="Points">(x, y) of each.</param>
/// <param name="Labels">-1 for the upper moon, 1 for the lower one.</param>
public sealed record Moons(IReadOnlyList<(double X, double Y)> Points, IReadOnlyList<int> Labels)
{
    /// <summary>Draws points as <c>make_moons(n_samples=count, noise=noise)</c> does.</summary>
    /// <param name="count">Half of them on each moon; at least 4.</param>
    /// <param name="noise">Standard deviation of what is added to each coordinate.</param>
    /// <param name="random">Draws the order, then the noise.</param>
    public static Moons Make(int count, double noise, NumpyRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 4);
        int upper = count / 2, lower = count - upper;
        var points = new List<(double X, double Y)>();
        points.AddRange(HalfTurn(upper).Select(t => (Math.Cos(t), Math.Sin(t))));
        points.AddRange(HalfTurn(lower).Select(t => (1 - Math.Cos(t), 1 - Math.Sin(t) - 0.5)));

        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        return new Moons(
            [.. order.Select(i => (points[i].X + random.Normal(0, noise), points[i].Y + random.Normal(0, noise)))],
            [.. order.Select(i => i < upper ? -1 : 1)]);
    }

    /// <summary>Angles from 0 to π, both included, evenly spaced.</summary>
    private static IEnumerable<double> HalfTurn(int count)
    {
        double step = Math.PI / (count - 1);
        return Enumerable.Range(0, count).Select(i => i == count - 1 ? Math.PI : i * step);
    }
}
