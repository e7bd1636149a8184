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
        const double radius = 10;
        var axes = new SvgAxes(this, 560, Points.Select(point => point.X), Points.Select(point => point.Y));
        axes.Grid();
        foreach (var point in Points)
        {
            axes.Disc(point.X, point.Y, radius, SvgAxes.Colour(0), point.Label);
        }

        return axes.ToString();
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
