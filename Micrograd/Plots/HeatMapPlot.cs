using Plotly.NET;

namespace Micrograd;

/// <summary>A matrix as colours, with a text in each cell, the first row at the top.</summary>
/// <inheritdoc cref="Plot"/>
/// <param name="Title">Above it.</param>
/// <param name="XTitle">Below the horizontal axis.</param>
/// <param name="YTitle">Beside the vertical axis.</param>
/// <param name="Rows">The rows' names.</param>
/// <param name="Columns">The columns' names.</param>
/// <param name="Values">The rows; where they are large, the colour is dark.</param>
/// <param name="Texts">What stands in each cell.</param>
public sealed record HeatMapPlot(
    string Title, string XTitle, string YTitle, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, double[][] Values, string[][] Texts)
    : Plot(Title, XTitle, YTitle)
{
    /// <inheritdoc/>
    private protected override int Height => 1000;

    /// <inheritdoc/>
    private protected override IEnumerable<Trace> Traces =>
    [
        MakeTrace(
            "heatmap",
            ("x", Columns),
            ("y", Rows),
            ("z", Values),
            ("text", Texts),
            ("texttemplate", "%{text}"),
            ("textfont", new Dictionary<string, object> { ["size"] = 8 }),
            ("colorscale", "Blues"),
            ("reversescale", true),
            ("showscale", false)),
    ];

    /// <inheritdoc/>
    private protected override Dictionary<string, object> YAxis() => new(base.YAxis()) { ["autorange"] = "reversed" };
}
