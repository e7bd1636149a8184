using System.Net;
using System.Text;
using Plotly.NET;

namespace Micrograd;

/// <summary>Drawings in one web page. It holds the drawing program too, once, so that it opens without a network.</summary>
public static class PlotPage
{
    private const string EndOfPage = "</body>";

    /// <summary>The page's text, about 4 MB, nearly all of it the drawing program.</summary>
    /// <param name="title">The page's.</param>
    /// <param name="plots">The drawings, from top to bottom; at least one.</param>
    public static string ToHtml(string title, IReadOnlyList<Plot> plots)
    {
        var page = DisplayOptions.init(
            DocumentTitle: title,
            DocumentCharset: "utf-8",
            DocumentDescription: null,
            DocumentFavicon: null,
            AdditionalHeadTags: null,
            ChartDescription: null,
            PlotlyJSReference: PlotlyJSReference.Full);

        // The first drawing brings the whole page with it; the others are put in behind it.
        string html = GenericChart.toEmbeddedHTML(Chart.withDisplayOptions(page).Invoke(plots[0].ToChart()));
        int start = html.IndexOf("<body>", StringComparison.Ordinal) + "<body>".Length;
        int end = html.LastIndexOf(EndOfPage, StringComparison.Ordinal);
        var text = new StringBuilder(html, 0, start, html.Length);
        text.Append(Paragraph(plots[0])).Append(html.AsSpan(start..end));
        foreach (var plot in plots.Skip(1))
        {
            text.Append(Paragraph(plot)).Append(GenericChart.toChartHTML(plot.ToChart()));
        }

        return text.Append(html.AsSpan(end..)).ToString();
    }

    /// <summary>Writes the page; an older one of that name is replaced.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Save(string path, string title, IReadOnlyList<Plot> plots)
    {
        byte[] page = Encoding.UTF8.GetBytes(ToHtml(title, plots));
        AtomicFile.Write(path, stream => stream.Write(page));
    }

    private static string Paragraph(Plot plot) =>
        plot.Note == "" ? "" : $"<p style=\"max-width: 960px; margin: 24px 20px 0; font-family: sans-serif\">{WebUtility.HtmlEncode(plot.Note)}</p>\n";
}
