using System.Globalization;
using System.Net;
using System.Text;
using Plotly.NET;

namespace Micrograd;

/// <summary>A bar of a <see cref="LadderPlot"/>.</summary>
/// <param name="Name">Before it.</param>
/// <param name="Value">Its length; positive.</param>
/// <param name="Text">Behind it.</param>
public sealed record LadderBar(string Name, double Value, string Text);

/// <summary>Bars below each other: how fast the versions of something are, from the plainest to the fastest.</summary>
/// <inheritdoc cref="Plot"/>
/// <param name="Title">Above it.</param>
/// <param name="XTitle">Below the bars: what their length means.</param>
/// <param name="Bars">From the top down.</param>
public sealed record LadderPlot(string Title, string XTitle, IReadOnlyList<LadderBar> Bars) : Plot(Title, XTitle, "")
{
    private const double Names = 230, Right = 120, Width = 720, Top = 40, Row = 26, Bottom = 40;

    /// <summary>Whether equal factors have equal lengths: for values that differ by thousands. Bars then begin at the power of 10 below the least.</summary>
    public bool IsLogarithmic { get; init; }

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var svg = new StringBuilder();
        double height = Top + (Row * Bars.Count) + Bottom;
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        Write(svg, Width / 2, 22, "middle", 15, Title);
        Write(svg, Names + ((Width - Names - Right) / 2), height - 14, "middle", 12, XTitle);
        for (int i = 0; i < Bars.Count; i++)
        {
            double y = Top + (Row * i), length = Share(Bars[i].Value) * (Width - Names - Right);
            Write(svg, Names - 8, y + 17, "end", 12, Bars[i].Name);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Names}\" y=\"{y + 4}\" width=\"{length:0.#}\" height=\"{Row - 8}\" fill=\"{SvgAxes.Colour(0)}\"/>\n");
            Write(svg, Names + length + 6, y + 17, "start", 11, Bars[i].Text);
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Trace> Traces =>
    [
        MakeTrace(
            "bar",
            ("orientation", "h"),
            ("x", Bars.Select(bar => bar.Value).ToArray()),
            ("y", Bars.Select(bar => bar.Name).ToArray()),
            ("text", Bars.Select(bar => bar.Text).ToArray())),
    ];

    /// <inheritdoc/>
    private protected override Dictionary<string, object> XAxis() => new(base.XAxis()) { ["type"] = IsLogarithmic ? "log" : "linear" };

    /// <inheritdoc/>
    private protected override Dictionary<string, object> YAxis() => new(base.YAxis()) { ["autorange"] = "reversed", ["automargin"] = true };

    /// <summary>A bar's length as a share of the longest.</summary>
    private double Share(double value)
    {
        double largest = Bars.Max(bar => bar.Value);
        if (!IsLogarithmic)
        {
            return value / largest;
        }

        double from = Math.Floor(Math.Log10(Bars.Min(bar => bar.Value)) - 0.1);
        return (Math.Log10(value) - from) / (Math.Log10(largest) - from);
    }

    private static void Write(StringBuilder svg, double x, double y, string anchor, int size, string text) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"#222\">{WebUtility.HtmlEncode(text)}</text>\n");
}
