using System.Net;
using System.Text;
using Plotly.NET;

namespace Micrograd;

/// <summary>Drawings in one web page. It holds the drawing program too, once, so that it opens without a network.</summary>
public static class PlotPage
{
    private const string Head = "<head>", EndOfPage = "</body>";

    /// <summary>A browser looks for it in the first kilobyte only; Plotly puts its own behind the program.</summary>
    private const string Charset = "<meta charset=\"utf-8\">";

    /// <summary>The page's text, about 4 MB, nearly all of it the drawing program.</summary>
    /// <param name="title">The page's.</param>
    /// <param name="plots">The drawings, from top to bottom; at least one.</param>
    public static string ToHtml(string title, IReadOnlyList<Plot> plots)
    {
        var page = DisplayOptions.init(
            DocumentTitle: title,
            DocumentCharset: null,
            DocumentDescription: null,
            DocumentFavicon: null,
            AdditionalHeadTags: null,
            ChartDescription: null,
            PlotlyJSReference: PlotlyJSReference.Full);

        // A page with nothing in it but the program; the drawings go into its body.
        string html = GenericChart.toEmbeddedHTML(Chart.withDisplayOptions(page).Invoke(GenericChart.ofTraceObject(true, new Trace("scatter"))));
        int start = html.IndexOf("<body>", StringComparison.Ordinal) + "<body>".Length;
        int end = html.LastIndexOf(EndOfPage, StringComparison.Ordinal);
        var text = new StringBuilder(html, 0, start, html.Length);
        text.Insert(html.IndexOf(Head, StringComparison.Ordinal) + Head.Length, Charset);
        text.Append($"<h1 style=\"margin: 16px 20px 0; font: bold 20px sans-serif\">{WebUtility.HtmlEncode(title)}</h1>\n");
        foreach (var plot in plots)
        {
            text.Append(plot.ToHtml());
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
}
