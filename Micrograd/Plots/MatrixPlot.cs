using System.Globalization;
using System.Net;
using System.Text;
using Plotly.NET;

namespace Micrograd;

/// <summary>A matrix to be drawn as colours.</summary>
/// <param name="Name">Above it.</param>
/// <param name="Rows">Its numbers, row by row.</param>
public sealed record NamedMatrix(string Name, double[][] Rows);

/// <summary>
/// Matrices as colours, side by side and below each other, all of one size: attention weights by layer and head, gradients of a batch.
/// Blue is positive, orange negative, and the darker, the larger beside the largest number of the same matrix.
/// </summary>
/// <param name="Title">Above all.</param>
/// <param name="Matrices">From top to bottom, from left to right.</param>
public sealed record MatrixPlot(string Title, IReadOnlyList<IReadOnlyList<NamedMatrix>> Matrices) : Plot(Title, "", "")
{
    private const double Gap = 14, Top = 40;
    private const int Levels = 16;

    /// <summary>Side of a number's square, in pixels.</summary>
    public double Cell { get; init; } = 9;

    /// <summary>Names of the rows, at the left of the first matrix of each line; none by default.</summary>
    public IReadOnlyList<string> RowNames { get; init; } = [];

    /// <summary>Names of the columns, below the last line of matrices; none by default.</summary>
    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    /// <inheritdoc/>
    public override string ToSvg()
    {
        double left = RowNames.Count > 0 ? 16 + (Cell * RowNames.Max(name => name.Length)) : Gap;
        double tall = Matrices[0][0].Rows.Length * Cell, wide = Matrices[0][0].Rows[0].Length * Cell;
        double width = Math.Max(left + (Matrices.Max(line => line.Count) * (wide + Gap)), (2 * Gap) + (7.5 * Title.Length)), height = Top + (Matrices.Count * (tall + 30)) + (ColumnNames.Count > 0 ? 8 : 0);
        var text = new StringBuilder(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {height:0.#}\" width=\"{width:0.#}\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"));
        Label(text, width / 2, 18, Title, "middle", 14);
        for (int i = 0; i < Matrices.Count; i++)
        {
            double y = Top + (i * (tall + 30)) + 6;
            for (int k = 0; k < RowNames.Count; k++)
            {
                Label(text, left - 5, y + ((k + 0.8) * Cell), RowNames[k], "end", Cell);
            }

            for (int j = 0; j < Matrices[i].Count; j++)
            {
                double x = left + (j * (wide + Gap));
                Label(text, x + (wide / 2), y - 5, Matrices[i][j].Name, "middle", 11);
                Draw(text, x, y, Matrices[i][j].Rows);
                for (int k = 0; k < ColumnNames.Count && i == Matrices.Count - 1; k++)
                {
                    Label(text, x + ((k + 0.5) * Cell), y + tall + Cell + 2, ColumnNames[k], "middle", Cell);
                }
            }
        }

        return text.Append("</svg>\n").ToString();
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Trace> Traces => [];

    /// <inheritdoc/>
    private protected override string DrawingHtml() => $"<div style=\"max-width: 1000px; margin: 24px 20px 0; overflow-x: auto\">{ToSvg()}</div>\n";

    /// <summary>One path of broad lines for each colour, so that a thousand numbers take a few kilobytes.</summary>
    private void Draw(StringBuilder text, double x, double y, double[][] rows)
    {
        double largest = rows.Max(row => row.Max(Math.Abs));
        var paths = new SortedDictionary<int, StringBuilder>();
        for (int i = 0; i < rows.Length; i++)
        {
            int[] levels = [.. rows[i].Select(number => largest > 0 ? (int)Math.Round(number / largest * Levels) : 0)];
            for (int start = 0, end; start < levels.Length; start = end)
            {
                for (end = start + 1; end < levels.Length && levels[end] == levels[start]; end++)
                {
                }

                if (levels[start] != 0)
                {
                    var path = paths.TryGetValue(levels[start], out var begun) ? begun : paths[levels[start]] = new();
                    path.Append(CultureInfo.InvariantCulture, $"M{start} {i}h{end - start}");
                }
            }
        }

        text.Append(Invariant($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{rows[0].Length * Cell:0.#}\" height=\"{rows.Length * Cell:0.#}\" fill=\"{SvgAxes.Shade(0)}\" stroke=\"#bbb\"/>\n"));
        text.Append(Invariant($"<g transform=\"translate({x:0.#} {y + (Cell / 2):0.##}) scale({Cell:0.#})\" shape-rendering=\"crispEdges\">\n"));
        foreach (var (level, path) in paths)
        {
            text.Append(Invariant($"<path stroke=\"{SvgAxes.Shade(level / (double)Levels)}\" d=\"{path}\"/>\n"));
        }

        text.Append("</g>\n");
    }

    private static void Label(StringBuilder text, double x, double y, string label, string anchor, double size) =>
        text.Append(Invariant($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size:0.#}\" fill=\"#222\">{WebUtility.HtmlEncode(label)}</text>\n"));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
