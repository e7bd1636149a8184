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
    public override string ToSvg()
    {
        const double border = 92, rowHeight = 22;
        var axes = new SvgAxes(this, border + (rowHeight * Rows.Count), [0, Columns.Count], [0, Rows.Count]);
        double low = Values.Min(row => row.Min()), high = Values.Max(row => row.Max());
        var cells =
            from i in Enumerable.Range(0, Rows.Count)
            from j in Enumerable.Range(0, Columns.Count)
            select (X: j, Y: Rows.Count - i - 1, Share: (Values[i][j] - low) / (high - low), Text: Texts[i][j]);
        foreach (var alike in cells.GroupBy(cell => SvgAxes.Shade(cell.Share)))
        {
            axes.Cells(alike.Select(cell => ((double)cell.X, (double)cell.Y)), alike.Key);
        }

        foreach (var alike in cells.Where(cell => cell.Text != "").GroupBy(cell => cell.Share > 0.5 ? "#fff" : "#333"))
        {
            axes.TextsInCells(alike.Select(cell => ((double)cell.X, (double)cell.Y, cell.Text)), alike.Key);
        }

        for (int i = 0; i < Rows.Count; i++)
        {
            axes.NameY(Rows.Count - i - 0.5, Rows[i]);
        }

        for (int j = 0; j < Columns.Count; j++)
        {
            axes.NameX(j + 0.5, Columns[j]);
        }

        return axes.ToString();
    }

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
