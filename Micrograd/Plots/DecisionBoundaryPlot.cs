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

    /// <inheritdoc/>
    private protected override int Height => 700;

    /// <inheritdoc/>
    private protected override IEnumerable<Trace> Traces => [Answers(), Points(-1, "#c0392b"), Points(1, "#1f5fa8")];

    private Trace Answers()
    {
        double[] xs = Grid(Moons.Points.Select(point => point.X)), ys = Grid(Moons.Points.Select(point => point.Y));
        return MakeTrace(
            "heatmap",
            ("x", xs),
            ("y", ys),
            ("z", ys.Select(y => xs.Select(x => Score(x, y) > 0 ? 1 : -1))),
            ("colorscale", new object[] { new object[] { 0, "#f4b8a8" }, new object[] { 1, "#a9c7ea" } }),
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

    private static double[] Grid(IEnumerable<double> coordinates)
    {
        double[] all = [.. coordinates];
        double from = all.Min() - Border;
        return [.. Enumerable.Range(0, (int)((all.Max() + Border - from) / Spacing) + 1).Select(i => from + (i * Spacing))];
    }
}
