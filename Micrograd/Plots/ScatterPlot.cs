using Plotly.NET;

namespace Micrograd;

/// <summary>A point with a label in it.</summary>
/// <param name="Label">The label.</param>
/// <param name="X">Where along the horizontal axis.</param>
/// <param name="Y">How high.</param>
public sealed record LabelledPoint(string Label, double X, double Y);

/// <summary>Labelled points: the embeddings of letters or words.</summary>
/// <inheritdoc cref="Plot"/>
/// <param name="Title">Above it.</param>
/// <param name="XTitle">Below the horizontal axis.</param>
/// <param name="YTitle">Beside the vertical axis.</param>
/// <param name="Points">The points.</param>
public sealed record ScatterPlot(string Title, string XTitle, string YTitle, IReadOnlyList<LabelledPoint> Points) : Plot(Title, XTitle, YTitle)
{
    /// <inheritdoc/>
    private protected override int Height => 800;

    /// <inheritdoc/>
    public override string ToSvg()
    {
        const double radius = 9, closest = 12; // pixels
        var axes = new SvgAxes(this, 560, WithMargin(Points.Select(point => point.X)), WithMargin(Points.Select(point => point.Y)));
        axes.Grid();
        var spots = new List<LabelledPoint>(); // where one label would lie on another, both stand side by side in one disc
        foreach (var point in Points)
        {
            int near = spots.FindIndex(spot => axes.Distance(spot.X, spot.Y, point.X, point.Y) < closest);
            if (near < 0)
            {
                spots.Add(point);
            }
            else
            {
                spots[near] = spots[near] with { Label = spots[near].Label + point.Label };
            }
        }

        foreach (var spot in spots)
        {
            axes.Disc(spot.X, spot.Y, radius, SvgAxes.Colour(0));
        }

        foreach (var spot in spots)
        {
            axes.NameInDisc(spot.X, spot.Y, spot.Label);
        }

        return axes.ToString();
    }

    /// <summary>And something at both ends, so that discs do not hang over the edge.</summary>
    private static IEnumerable<double> WithMargin(IEnumerable<double> numbers)
    {
        double[] finite = [.. numbers.Where(double.IsFinite).DefaultIfEmpty()];
        double margin = 0.04 * (finite.Max() - finite.Min());
        return [finite.Min() - margin, finite.Max() + margin];
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Trace> Traces =>
    [
        MakeTrace(
            "scatter",
            ("mode", "markers+text"),
            ("x", Points.Select(point => point.X).ToArray()),
            ("y", Points.Select(point => point.Y).ToArray()),
            ("text", Points.Select(point => point.Label).ToArray()),
            ("textfont", new Dictionary<string, object> { ["color"] = "white" }),
            ("marker", new Dictionary<string, object> { ["size"] = 20 })),
    ];
}
