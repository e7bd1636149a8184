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
        var chart = Chart.combine(series.Select(line => GenericChart.ofTraceObject(true, ToTrace(line))));
        var layout = new Layout();
        layout.SetProperty("width", 1000);
        layout.SetProperty("title", Text(title));
        layout.SetProperty("xaxis", new Dictionary<string, object> { ["title"] = Text(xTitle) });
        layout.SetProperty("yaxis", new Dictionary<string, object> { ["title"] = Text(yTitle) });
        var page = DisplayOptions.init(
            DocumentTitle: title,
            DocumentCharset: "utf-8",
            DocumentDescription: null,
            DocumentFavicon: null,
            AdditionalHeadTags: null,
            ChartDescription: null,
            PlotlyJSReference: PlotlyJSReference.Full);
        chart = Chart.withDisplayOptions(page).Invoke(Chart.withLayout(layout).Invoke(chart));
        return GenericChart.toEmbeddedHTML(chart);
    }

    /// <summary>Writes the page; an older one of that name is replaced.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Save(string path, string title, string xTitle, string yTitle, IEnumerable<LineSeries> series)
    {
        byte[] page = System.Text.Encoding.UTF8.GetBytes(ToHtml(title, xTitle, yTitle, series));
        AtomicFile.Write(path, stream => stream.Write(page));
    }

    private static Dictionary<string, object> Text(string text) => new() { ["text"] = text };

    private static Trace ToTrace(LineSeries line)
    {
        var trace = new Trace("scatter");
        trace.SetProperty("mode", "lines");
        trace.SetProperty("name", line.Name);
        trace.SetProperty("x", line.X);
        trace.SetProperty("y", line.Y);
        return trace;
    }
}
