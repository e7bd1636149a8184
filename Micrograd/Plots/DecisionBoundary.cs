using Plotly.NET;

namespace Micrograd;

/// <summary>What a classifier of points in the plane says everywhere, below the points that it learned from; a web page of its own.</summary>
public static class DecisionBoundary
{
    private const double Border = 1; // around the points
    private const double Spacing = 0.05; // of the grid

    /// <summary>The page's text, about 4 MB, nearly all of it the drawing program.</summary>
    /// <param name="title">Above the drawing.</param>
    /// <param name="moons">The points and their labels, -1 or 1.</param>
    /// <param name="score">The classifier: its sign is the answer.</param>
    public static string ToHtml(string title, Moons moons, Func<double, double, double> score)
    {
        double[] xs = Grid(moons.Points.Select(point => point.X)), ys = Grid(moons.Points.Select(point => point.Y));
        var answers = new Trace("heatmap");
        answers.SetProperty("x", xs);
        answers.SetProperty("y", ys);
        answers.SetProperty("z", ys.Select(y => xs.Select(x => score(x, y) > 0 ? 1 : -1)));
        answers.SetProperty("colorscale", new object[] { new object[] { 0, "#f4b8a8" }, new object[] { 1, "#a9c7ea" } });
        answers.SetProperty("showscale", false);
        answers.SetProperty("hoverinfo", "skip");
        var layout = new Layout();
        layout.SetProperty("title", new Dictionary<string, object> { ["text"] = title });
        layout.SetProperty("width", 800);
        layout.SetProperty("height", 640);
        var page = DisplayOptions.init(
            DocumentTitle: title,
            DocumentCharset: "utf-8",
            DocumentDescription: null,
            DocumentFavicon: null,
            AdditionalHeadTags: null,
            ChartDescription: null,
            PlotlyJSReference: PlotlyJSReference.Full);
        var chart = Chart.combine([Of(answers), Of(Points(moons, -1, "#c0392b")), Of(Points(moons, 1, "#1f5fa8"))]);
        return GenericChart.toEmbeddedHTML(Chart.withDisplayOptions(page).Invoke(Chart.withLayout(layout).Invoke(chart)));
    }

    /// <summary>Writes the page; an older one of that name is replaced.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Save(string path, string title, Moons moons, Func<double, double, double> score)
    {
        byte[] page = System.Text.Encoding.UTF8.GetBytes(ToHtml(title, moons, score));
        AtomicFile.Write(path, stream => stream.Write(page));
    }

    private static GenericChart Of(Trace trace) => GenericChart.ofTraceObject(true, trace);

    private static double[] Grid(IEnumerable<double> coordinates)
    {
        double[] all = [.. coordinates];
        double from = all.Min() - Border;
        return [.. Enumerable.Range(0, (int)((all.Max() + Border - from) / Spacing) + 1).Select(i => from + (i * Spacing))];
    }

    private static Trace Points(Moons moons, int label, string colour)
    {
        var ofLabel = moons.Points.Zip(moons.Labels).Where(pair => pair.Second == label).Select(pair => pair.First).ToArray();
        var trace = new Trace("scatter");
        trace.SetProperty("mode", "markers");
        trace.SetProperty("name", $"{label}");
        trace.SetProperty("x", ofLabel.Select(point => point.X));
        trace.SetProperty("y", ofLabel.Select(point => point.Y));
        var rim = new Dictionary<string, object> { ["width"] = 1, ["color"] = "white" };
        trace.SetProperty("marker", new Dictionary<string, object> { ["color"] = colour, ["size"] = 8, ["line"] = rim });
        return trace;
    }
}
