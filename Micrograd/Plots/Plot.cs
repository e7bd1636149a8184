using System.Net;
using Plotly.NET;

namespace Micrograd;

/// <summary>A drawing of a <see cref="PlotPage"/>.</summary>
/// <param name="Title">Above it.</param>
/// <param name="XTitle">Below the horizontal axis.</param>
/// <param name="YTitle">Beside the vertical axis.</param>
public abstract record Plot(string Title, string XTitle, string YTitle)
{
    /// <summary>What to look for in it; a paragraph above the drawing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Height in pixels.</summary>
    private protected virtual int Height => 450;

    /// <summary>What Plotly draws.</summary>
    private protected abstract IEnumerable<Trace> Traces { get; }

    /// <summary>As a picture for a text: SVG, the same bytes whenever the numbers are the same.</summary>
    public abstract string ToSvg();

    /// <summary>As a part of a web page that has Plotly's program in it.</summary>
    internal string ToHtml() => Paragraph() + DrawingHtml();

    /// <summary>The drawing alone.</summary>
    private protected virtual string DrawingHtml() => GenericChart.toChartHTML(ToChart());

    private string Paragraph() =>
        Note == "" ? "" : $"<p style=\"max-width: 960px; margin: 24px 20px 0; font-family: sans-serif\">{WebUtility.HtmlEncode(Note)}</p>\n";

    /// <summary>As a chart of Plotly.</summary>
    private GenericChart ToChart()
    {
        var layout = new Layout();
        layout.SetProperty("width", 1000);
        layout.SetProperty("height", Height);
        layout.SetProperty("title", Text(Title));
        layout.SetProperty("xaxis", XAxis());
        layout.SetProperty("yaxis", YAxis());
        return Chart.withLayout(layout).Invoke(Chart.combine(Traces.Select(trace => GenericChart.ofTraceObject(true, trace))));
    }

    /// <summary>The horizontal axis.</summary>
    private protected virtual Dictionary<string, object> XAxis() => Axis(XTitle);

    /// <summary>The vertical axis.</summary>
    private protected virtual Dictionary<string, object> YAxis() => Axis(YTitle);

    /// <summary>A trace of Plotly with its properties.</summary>
    private protected static Trace MakeTrace(string kind, params ReadOnlySpan<(string Name, object Value)> properties)
    {
        var trace = new Trace(kind);
        foreach (var (name, value) in properties)
        {
            trace.SetProperty(name, value);
        }

        return trace;
    }

    private static Dictionary<string, object> Axis(string title) => new() { ["title"] = Text(title) };

    private static Dictionary<string, object> Text(string text) => new() { ["text"] = text };
}
