namespace Micrograd;

/// <summary>Curves in a web page of their own.</summary>
public static class LineChart
{
    /// <summary>Writes the page; an older one of that name is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">Above the curves.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    /// <param name="series">The curves.</param>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Save(string path, string title, string xTitle, string yTitle, IEnumerable<LineSeries> series) =>
        PlotPage.Save(path, title, [new LinePlot(title, xTitle, yTitle, [.. series])]);
}
