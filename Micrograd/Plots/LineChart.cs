using Microsoft.FSharp.Core;
using Plotly.NET;

namespace Micrograd;

/// <summary>One curve of a <see cref="LineChart"/>.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="X">Where.</param>
/// <param name="Y">How high; as many as X.</param>
public sealed record LineSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>Curves in a web page of their own: it holds the drawing program too, so that it opens without a network.</summary>
public static class LineChart
{
    /// <summary>The page's text, about 4 MB, nearly all of it the drawing program.</summary>
    /// <param name="title">Above the curves.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    /// <param name="series">The curves.</param>
    public static string ToHtml(string title, string xTitle, string yTitle, IEnumerable<LineSeries> series)
    {
        var chart = Chart.combine(series.Select(line => Chart2D_Scatter.Chart.Line<double, double, string>(x: line.X, y: line.Y, Name: line.Name)));
        FSharpFunc<GenericChart, GenericChart>[] styles =
        [
            Chart.withTitle(title),
            Chart.withXAxisStyle<double, double, string>(TitleText: xTitle),
            Chart.withYAxisStyle<double, double, string>(TitleText: yTitle),
            Chart.withDisplayOptions(DisplayOptions.init(DocumentTitle: title, PlotlyJSReference: PlotlyJSReference.Full)),
        ];
        foreach (var style in styles)
        {
            chart = style.Invoke(chart);
        }

        return GenericChart.toEmbeddedHTML(chart);
    }

    /// <summary>Writes the page; an older one of that name is replaced.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Save(string path, string title, string xTitle, string yTitle, IEnumerable<LineSeries> series)
    {
        byte[] page = System.Text.Encoding.UTF8.GetBytes(ToHtml(title, xTitle, yTitle, series));
        AtomicFile.Write(path, stream => stream.Write(page));
    }
}
