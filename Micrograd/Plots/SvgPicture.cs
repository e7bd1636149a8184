using System.Net;
using Plotly.NET;

namespace Micrograd;

/// <summary>A drawing that is SVG already, such as a graph of an expression.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Svg">The picture: an <c>svg</c> element.</param>
public sealed record SvgPicture(string Title, string Svg) : Plot(Title, "", "")
{
    /// <inheritdoc/>
    private protected override IEnumerable<Trace> Traces => [];

    /// <inheritdoc/>
    public override string ToSvg() => Svg;

    /// <inheritdoc/>
    private protected override string DrawingHtml() => $"<div style=\"max-width: 1000px; margin: 24px 20px 0; overflow-x: auto; font: 15px sans-serif\">{Heading()}{Svg}</div>\n";

    /// <summary>The title, unless the picture has it.</summary>
    private string Heading()
    {
        string title = WebUtility.HtmlEncode(Title);
        return Svg.Contains(title, StringComparison.Ordinal) ? "" : $"<div style=\"margin-bottom: 8px\">{title}</div>";
    }
}
