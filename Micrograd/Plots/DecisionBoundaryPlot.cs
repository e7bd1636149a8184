using Plotly.NET;

namespace Micrograd;

/// <summary>What a classifier of points in the plane says everywhere, below the points that it learned from.</summary>
/// <inheritdoc cref="Plot"/>
/// <param name="Title">Above it.</param>
/// <param name="Moons">The points and their labels, -1 or 1.</param>
/// <param name="Score">The classifier: its sign is the answer.</param>
public sealed record DecisionBoundaryPlot(string Title, Moons Moons, Func<double, double, double> Score)
    : Plot(Title, "x", "y")
{
    private const double Border = 1; // around the points
    private const double Spacing = 0.05; // of the grid
    private const string Positive = "#1f5fa8", Negative = "#c0392b", PositiveArea = "#a9c7ea", NegativeArea = "#f4b8a8";

    /// <inheritdoc/>
    private protected override int Height => 700;

    /// <inheritdoc/>
    public override string ToSvg()
    {
        const double radius = 4;
        var (xs, ys) = (Moons.Points.Select(point => point.X).ToArray(), Moons.Points.Select(point => point.Y).ToArray());
        double[] columns = Grid(xs, Spacing), rows = Grid(ys, Spacing);
        var axes = new SvgAxes(this, 560, columns, rows);
        foreach (double y in rows.SkipLast(1))
        {
            // Neighbours of one colour are one box: a picture of a few kilobytes.
            bool[] isPositive = [.. columns.SkipLast(1).Select(x => Score(x + (Spacing / 2), y + (Spacing / 2)) > 0)];
            for (int start = 0, end; start < isPositive.Length; start = end)
            {
                for (end = start + 1; end < isPositive.Length && isPositive[end] == isPositive[start]; end++)
                {
                }

                axes.Box(columns[start], y, columns[end], y + Spacing, isPositive[start] ? PositiveArea : NegativeArea);
            }
        }

        foreach (var (point, label) in Moons.Points.Zip(Moons.Labels))
        {
            axes.Disc(point.X, point.Y, radius, label > 0 ? Positive : Negative);
        }

        return axes.ToString();
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Trace> Traces => [Answers(), Points(-1, Negative), Points(1, Positive)];

    private Trace Answers()
    {
        double[] xs = Grid(Moons.Points.Select(point => point.X), Spacing), ys = Grid(Moons.Points.Select(point => point.Y), Spacing);
        return MakeTrace(
            "heatmap",
            ("x", xs),
            ("y", ys),
            ("z", ys.Select(y => xs.Select(x => Score(x, y) > 0 ? 1 : -1))),
            ("colorscale", new object[] { new object[] { 0, NegativeArea }, new object[] { 1, PositiveArea } }),
            ("showscale", false),
            ("hoverinfo", "skip"));
    }

    private Trace Points(int label, string colour)
    {
        var ofLabel = Moons.Points.Zip(Moons.Labels).Where(pair => pair.Second == label).Select(pair => pair.First).ToArray();
        var rim = new Dictionary<string, object> { ["width"] = 1, ["color"] = "white" };
        return MakeTrace(
            "scatter",
            ("mode", "markers"),
            ("name", $"{label}"),
            ("x", ofLabel.Select(point => point.X)),
            ("y", ofLabel.Select(point => point.Y)),
            ("marker", new Dictionary<string, object> { ["color"] = colour, ["size"] = 8, ["line"] = rim }));
    }

    private static double[] Grid(IEnumerable<double> coordinates, double spacing)
    {
        double[] all = [.. coordinates];
        double from = all.Min() - Border;
        return [.. Enumerable.Range(0, (int)((all.Max() + Border - from) / spacing) + 1).Select(i => from + (i * spacing))];
    }
}
