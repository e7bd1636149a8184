using System.Globalization;
using System.Net;
using System.Text;
using MinBpe;

namespace Lectures;

/// <summary>A text as several tokenizers cut it: each token in a box of its own colour.</summary>
public static class TokenPicture
{
    private const double Letter = 8.4, Line = 24, Left = 12, Top = 44;
    private const int Columns = 96;

    /// <summary>Neighbours differ; all are light enough to read black letters on.</summary>
    private static readonly string[] Colours = ["#c9e2f7", "#fbd9c4", "#cdeccd", "#ead7f2", "#f7edb5"];

    /// <summary>Draws it. Blanks become middle dots; where a token ends a line, the next begins below.</summary>
    /// <param name="title">Above it.</param>
    /// <param name="text">The text.</param>
    /// <param name="tokenizers">What cuts it, from top to bottom, each with a name.</param>
    public static SvgPicture Of(string title, string text, params (string Name, ITokenizer Tokenizer)[] tokenizers)
    {
        var shapes = new StringBuilder();
        double y = Top;
        foreach (var (name, tokenizer) in tokenizers)
        {
            int[] ids = tokenizer.Encode(text, AllowedSpecial.All);
            Heading(shapes, y, $"{name}: {ids.Length} tokens", 13);
            shapes.Append("<g font-family=\"monospace\" font-size=\"13\" text-anchor=\"middle\">\n");
            y = Boxes(shapes, y + 8, [.. ids.Select(id => tokenizer.TokenBytes(id)!)]) + 30;
            shapes.Append("</g>\n");
        }

        double width = (2 * Left) + (Columns * Letter);
        string head = FormattableString.Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {y - 16:0.#}\" width=\"{width:0.#}\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        var titleText = new StringBuilder();
        Heading(titleText, 20, title, 15);
        return new SvgPicture(title, $"{head}{titleText}{shapes}</svg>\n");
    }

    /// <summary>The boxes of one tokenizer.</summary>
    /// <returns>Where they end.</returns>
    private static double Boxes(StringBuilder shapes, double y, byte[][] tokens)
    {
        int column = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            string shown = TokenDisplay.Text(tokens[i]).Replace(' ', '·').Replace('\n', '↵');
            int wide = shown.EnumerateRunes().Sum(rune => rune.Value >= 0x1100 ? (rune.Value is >= 0x2000 and < 0x2E80 ? 1 : 2) : 1);
            if (column + wide > Columns)
            {
                (column, y) = (0, y + Line);
            }

            double x = Left + (column * Letter);
            shapes.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{(wide * Letter) - 1:0.#}\" height=\"{Line - 4:0.#}\" fill=\"{Colours[i % Colours.Length]}\"/>\n");
            shapes.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (wide * Letter / 2):0.#}\" y=\"{y + 14:0.#}\">{WebUtility.HtmlEncode(shown)}</text>\n");
            column += wide;
            if (shown.EndsWith('↵'))
            {
                (column, y) = (0, y + Line);
            }
        }

        return column == 0 ? y : y + Line;
    }

    private static void Heading(StringBuilder shapes, double y, string text, double size) =>
        shapes.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left:0.#}\" y=\"{y:0.#}\" font-family=\"sans-serif\" font-size=\"{size:0.#}\" fill=\"#333\">{WebUtility.HtmlEncode(text)}</text>\n");
}
