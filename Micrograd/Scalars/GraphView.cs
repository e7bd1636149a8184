using System.Globalization;
using System.Net;
using System.Text;

namespace Micrograd;

/// <summary>
/// Pictures of an expression: each value with its label, the operation that computed it, its number and its gradient.
/// As DOT for Graphviz, or, without it, as SVG or a web page.
/// </summary>
public static class GraphView
{
    /// <summary>More boxes than this cannot be read.</summary>
    public const int MaxValues = 500;

    private const double Margin = 16;

    /// <summary>The expression in Graphviz's language, from left to right.</summary>
    /// <exception cref="ArgumentException">It has more than <see cref="MaxValues"/> values.</exception>
    public static string ToDot(Value root)
    {
        var text = new StringBuilder("digraph expression {\n    rankdir=LR;\n    node [shape=record];\n");
        var number = Order(root).Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        foreach (var (value, i) in number)
        {
            string fields = string.Join(" | ", new[] { value.Label, Operation(value), $"data {Number(value.Data)}", $"grad {Number(value.Grad)}" }
                .Where(field => field != "").Select(EscapeDot));
            text.Append(CultureInfo.InvariantCulture, $"    n{i} [label=\"{{ {fields} }}\"];\n");
            foreach (var child in value.Children)
            {
                text.Append(CultureInfo.InvariantCulture, $"    n{number[child]} -> n{i};\n");
            }
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>A drawing that needs no other file.</summary>
    /// <inheritdoc cref="ToDot"/>
    public static string ToSvg(Value root)
    {
        Order(root);
        var layout = new GraphLayout<Value>(root.TopologicalOrder(), value => value.Children);
        double width = layout.Size.Width + (2 * Margin), height = layout.Size.Height + (2 * Margin);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width:0}" height="{height:0}" viewBox="{-Margin} {-Margin} {width:0} {height:0}"
                font-family="sans-serif" font-size="12">
            <defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">
            <path d="M0 0 L10 5 L0 10 z" fill="#555"/></marker></defs>
            <rect x="{-Margin}" y="{-Margin}" width="100%" height="100%" fill="white"/>

            """);
        foreach (var arrow in layout.Arrows)
        {
            const string Pen = "fill=\"none\" stroke=\"#555\" stroke-width=\"1.3\" marker-end=\"url(#tip)\"";
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"{arrow.ToPath()}\" {Pen}/>\n");
        }

        foreach (var box in layout.Boxes)
        {
            AppendBox(text, box);
        }

        return text.Append("</svg>\n").ToString();
    }

    /// <summary>A web page with the drawing.</summary>
    /// <inheritdoc cref="ToDot"/>
    public static string ToHtml(Value root, string title) => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(title)}</title></head>
        <body style="margin: 16px; font-family: sans-serif"><h1 style="font-size: 18px">{WebUtility.HtmlEncode(title)}</h1>
        <div style="overflow: auto">{ToSvg(root)}</div></body></html>

        """;

    /// <summary>Writes the picture that the file's name asks for: .dot, .svg or .html.</summary>
    /// <exception cref="ArgumentException">It has another extension, or the expression has more than <see cref="MaxValues"/> values.</exception>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Save(string path, Value root)
    {
        string text = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".dot" => ToDot(root),
            ".svg" => ToSvg(root),
            ".html" => ToHtml(root, Path.GetFileNameWithoutExtension(path)),
            var other => throw new ArgumentException($"GraphView: '{other}' is no kind of picture; end the name in .dot, .svg or .html.", nameof(path)),
        };
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static IReadOnlyList<Value> Order(Value root)
    {
        var order = root.TopologicalOrder();
        return order.Count <= MaxValues
            ? order
            : throw new ArgumentException(FormattableString.Invariant(
                $"GraphView: the expression has {order.Count:N0} values; a picture of more than {MaxValues} cannot be read. Draw a part of it."));
    }

    private static string Operation(Value value) => value.Op switch
    {
        ScalarOp.Leaf => "",
        ScalarOp.Add => "+",
        ScalarOp.Multiply => "*",
        ScalarOp.Power => string.Create(CultureInfo.InvariantCulture, $"^{value.Exponent}"),
        var function => function.ToString().ToLowerInvariant(),
    };

    private static string Number(double x) =>
        x.ToString(x == 0 || Math.Abs(x) is >= 1e-3 and < 1e6 ? "0.0000" : "0.###e+0", CultureInfo.InvariantCulture);

    private static string EscapeDot(string text) =>
        string.Concat(text.Select(c => "\\\"{}|<> ".Contains(c) ? $"\\{c}" : c is '\n' or '\r' ? "\\n" : c.ToString()));

    private static void AppendBox(StringBuilder text, GraphLayout<Value>.Spot box)
    {
        var value = box.Value!;
        double top = box.Y - (GraphLayout<Value>.BoxHeight / 2), right = GraphLayout<Value>.Width - 10;
        string colour = value.Op == ScalarOp.Leaf ? "#e8f1fb" : "#fff6e0";
        string label = value.Label.Length <= 14 ? value.Label : $"{value.Label[..13]}…";
        text.Append(CultureInfo.InvariantCulture, $"""
            <g transform="translate({box.X:0.#} {top:0.#})">
            <rect width="{GraphLayout<Value>.Width}" height="{GraphLayout<Value>.BoxHeight}" rx="6" fill="{colour}" stroke="#555"/>
            <text x="10" y="18" font-weight="bold">{WebUtility.HtmlEncode(label)}</text>
            <text x="{right}" y="18" text-anchor="end" fill="#a04000" font-weight="bold">{Operation(value)}</text>
            <text x="10" y="36">data</text><text x="{right}" y="36" text-anchor="end">{Number(value.Data)}</text>
            <text x="10" y="53">grad</text><text x="{right}" y="53" text-anchor="end">{Number(value.Grad)}</text></g>

            """);
    }
}
