using System.Globalization;
using System.Net;
using System.Text;

namespace Micrograd;

/// <summary>
/// A plane with axes as an SVG picture: small, without a program in it, the same bytes whenever the numbers are the same.
/// It is what a text shows; the page of a <see cref="PlotPage"/> lets one zoom.
/// </summary>
internal sealed class SvgAxes
{
    private const double Width = 720, Left = 64, Right = 16, Top = 40, Bottom = 52;
    private const int Ticks = 6;

    /// <summary>Told apart by everybody, on white and on dark (Okabe and Ito 2008).</summary>
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#f0e442"];

    private readonly StringBuilder shapes = new();
    private readonly List<(double X, double Y)> drawn = []; // pixels on curves: the legend keeps clear of them
    private readonly double height;
    private readonly bool isLogarithmic;
    private readonly bool isLogarithmicX;
    private readonly double fromX, toX, fromY, toY;

    /// <summary>An empty plane.</summary>
    /// <param name="plot">Gives the titles.</param>
    /// <param name="height">In pixels; the width is 720.</param>
    /// <param name="xs">What the horizontal axis must hold.</param>
    /// <param name="ys">What the vertical axis must hold.</param>
    /// <param name="isLogarithmic">Whether the vertical axis shows powers of 10 at equal distances.</param>
    /// <param name="isLogarithmicX">The same for the horizontal axis.</param>
    public SvgAxes(Plot plot, double height, IEnumerable<double> xs, IEnumerable<double> ys, bool isLogarithmic = false, bool isLogarithmicX = false)
    {
        this.height = height;
        this.isLogarithmic = isLogarithmic;
        this.isLogarithmicX = isLogarithmicX;
        (fromX, toX) = Range(xs.Select(LevelX));
        (fromY, toY) = Range(ys.Select(Level));
        Text(Width / 2, Top / 2, plot.Title, "middle", 15);
        Text((Left + Width - Right) / 2, height - 12, plot.XTitle, "middle", 12);
        Raw($"<text transform=\"translate(14 {Number((Top + height - Bottom) / 2)}) rotate(-90)\" text-anchor=\"middle\" font-size=\"12\">{WebUtility.HtmlEncode(plot.YTitle)}</text>");
    }

    /// <summary>The colour of the i-th series.</summary>
    public static string Colour(int i) => Colours[i % Colours.Length];

    /// <summary>From light to dark: blue above 0, orange below.</summary>
    /// <param name="share">-1 to 1.</param>
    public static string Shade(double share)
    {
        double s = double.IsFinite(share) ? Math.Clamp(share, -1, 1) : 0;
        return s >= 0
            ? FormattableString.Invariant($"#{Mix(247, 8):x2}{Mix(251, 48):x2}{Mix(255, 107):x2}")
            : FormattableString.Invariant($"#{Mix(255, 140):x2}{Mix(245, 45):x2}{Mix(235, 4):x2}");

        int Mix(int light, int dark) => (int)Math.Round(light + ((dark - light) * Math.Abs(s)));
    }

    /// <summary>Lines and numbers along both axes.</summary>
    public void Grid()
    {
        foreach (double x in isLogarithmicX ? NiceLevels(fromX, toX) : Nice(fromX, toX))
        {
            double at = PixelOfLevelX(x);
            Raw($"<path d=\"M{Number(at)} {Number(Top)}V{Number(height - Bottom)}\" stroke=\"#ddd\"/>");
            Text(at, height - Bottom + 16, Short(isLogarithmicX ? Math.Pow(10, x) : x), "middle", 11);
        }

        foreach (double y in isLogarithmic ? NiceLevels(fromY, toY) : Nice(fromY, toY))
        {
            double at = PixelOfLevel(y);
            Raw($"<path d=\"M{Number(Left)} {Number(at)}H{Number(Width - Right)}\" stroke=\"#ddd\"/>");
            Text(Left - 6, at + 4, Short(isLogarithmic ? Math.Pow(10, y) : y), "end", 11);
        }
    }

    /// <summary>A curve; of a long one the means of 400 stretches.</summary>
    public void Curve(IReadOnlyList<double> xs, IReadOnlyList<double> ys, string colour)
    {
        const int most = 400;
        int stretch = Math.Max(1, (xs.Count + most - 1) / most);
        var points = xs.Zip(ys).Chunk(stretch)
            .Select(part => (X: part.Average(point => point.First), Y: part.Average(point => Level(point.Second))))
            .Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))
            .Select(point => (X: PixelX(point.X), Y: PixelOfLevel(point.Y))).ToList();
        Raw($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" points=\"{string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))}\"/>");
        const int between = 16; // a line may pass behind the legend without a corner there
        drawn.AddRange(points.Zip(points.Skip(1)).SelectMany(line => Enumerable.Range(0, between).Select(i => (double)i / between)
            .Select(share => (line.First.X + (share * (line.Second.X - line.First.X)), line.First.Y + (share * (line.Second.Y - line.First.Y))))));
    }

    /// <summary>A box between two points of the plane, with a text in its middle.</summary>
    public void Box(double x0, double y0, double x1, double y1, string colour, string text = "", string textColour = "#000")
    {
        double left = Math.Min(PixelX(x0), PixelX(x1)), top = Math.Min(PixelY(y0), PixelY(y1));
        double width = Math.Abs(PixelX(x1) - PixelX(x0)), tall = Math.Abs(PixelY(y1) - PixelY(y0));
        Raw($"<rect x=\"{Number(left)}\" y=\"{Number(top)}\" width=\"{Number(width)}\" height=\"{Number(tall)}\" fill=\"{colour}\" shape-rendering=\"crispEdges\"/>");
        if (text != "")
        {
            Text(left + (width / 2), top + (tall / 2) + 3, text, "middle", Math.Clamp(tall * 0.5, 6, 11), textColour);
        }
    }

    /// <summary>Squares of the plane with sides of 1, by their lower left corners: many of one colour in one short path.</summary>
    public void Cells(IEnumerable<(double X, double Y)> corners, string colour)
    {
        string width = Number(PixelX(1) - PixelX(0)), tall = Number(PixelY(0) - PixelY(1));
        string squares = string.Concat(corners.Select(corner => $"M{Number(PixelX(corner.X))} {Number(PixelY(corner.Y + 1))}h{width}v{tall}h-{width}z"));
        Raw($"<path d=\"{squares}\" fill=\"{colour}\" shape-rendering=\"crispEdges\"/>");
    }

    /// <summary>Texts in the middle of such squares.</summary>
    public void TextsInCells(IEnumerable<(double X, double Y, string Text)> texts, string colour)
    {
        double width = PixelX(1) - PixelX(0), tall = PixelY(0) - PixelY(1);
        Raw($"<g text-anchor=\"middle\" font-size=\"{Number(Math.Clamp(Math.Min(tall * 0.5, width * 0.38), 6, 11))}\" fill=\"{colour}\">");
        foreach (var (x, y, text) in texts)
        {
            Raw($"<text x=\"{Number(PixelX(x + 0.5))}\" y=\"{Number(PixelY(y + 0.5) + 3)}\">{WebUtility.HtmlEncode(text)}</text>");
        }

        Raw("</g>");
    }

    /// <summary>A disc.</summary>
    public void Disc(double x, double y, double radius, string colour) =>
        Raw($"<circle cx=\"{Number(PixelX(x))}\" cy=\"{Number(PixelY(y))}\" r=\"{Number(radius)}\" fill=\"{colour}\" stroke=\"#fff\"/>");

    /// <summary>A text in a disc.</summary>
    public void NameInDisc(double x, double y, string name) => Text(PixelX(x), PixelY(y) + 4, name, "middle", 11, "#fff");

    /// <summary>How far apart two points are, in pixels.</summary>
    public double Distance(double x0, double y0, double x1, double y1) => Math.Sqrt(Math.Pow(PixelX(x0) - PixelX(x1), 2) + Math.Pow(PixelY(y0) - PixelY(y1), 2));

    /// <summary>A name above a point.</summary>
    public void Name(double x, double y, string name) => Text(PixelX(x), PixelY(y) - 8, name, "middle", 10);

    /// <summary>A name below the horizontal axis.</summary>
    public void NameX(double x, string name) => Text(PixelX(x), height - Bottom + 16, name, "middle", 10);

    /// <summary>A name beside the vertical axis.</summary>
    public void NameY(double y, string name) => Text(Left - 6, PixelY(y) + 4, name, "end", 10);

    /// <summary>The names of series: at the top right, or in another corner or between two, if they cover less of the curves there.</summary>
    public void Legend(IReadOnlyList<string> names)
    {
        double width = 44 + (6 * names.Max(name => name.Length)), tall = 6 + (names.Count * 16);
        double[] rights = [Width - Right, Left + width, (Left + width + Width - Right) / 2], tops = [Top + 2, height - Bottom - 2 - tall];
        var (upper, right) = (from top in tops from end in rights select (top, end))
            .MinBy(place => drawn.Count(at => at.X > place.end - width && at.X < place.end && at.Y > place.top && at.Y < place.top + tall));
        Raw($"<rect x=\"{Number(right - width)}\" y=\"{Number(upper)}\" width=\"{Number(width)}\" height=\"{Number(tall)}\" fill=\"#fff\" fill-opacity=\"0.85\"/>");
        for (int i = 0; i < names.Count; i++)
        {
            double y = upper + 14 + (i * 16);
            Raw($"<path d=\"M{Number(right - 24)} {Number(y - 4)}h18\" stroke=\"{Colour(i)}\" stroke-width=\"3\"/>");
            Text(right - 30, y, names[i], "end", 11);
        }
    }

    /// <summary>The picture.</summary>
    public override string ToString() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Number(Width)} {Number(height)}\" font-family=\"sans-serif\">\n"
        + $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{shapes}</svg>\n";

    private static (double From, double To) Range(IEnumerable<double> numbers)
    {
        double[] finite = [.. numbers.Where(double.IsFinite)];
        double from = finite.Length == 0 ? 0 : finite.Min(), to = finite.Length == 0 ? 1 : finite.Max();
        return to > from ? (from, to) : (from - 0.5, from + 0.5);
    }

    /// <summary>About six round numbers.</summary>
    private static IEnumerable<double> Nice(double from, double to)
    {
        double rough = (to - from) / Ticks, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        for (double k = Math.Ceiling((from / step) - 1e-9); k * step <= to + (step * 1e-9); k++)
        {
            yield return (k * step) + 0.0; // not -0
        }
    }

    /// <summary>Powers of 10; within two decades their multiples by 2, 3 and 5 too, within one some more; within half a decade round numbers.</summary>
    private static IEnumerable<double> NiceLevels(double lowest, double highest) => highest - lowest < 0.5
        ? Nice(Math.Pow(10, lowest), Math.Pow(10, highest)).Select(Math.Log10)
        : from power in Enumerable.Range((int)Math.Floor(lowest), (int)Math.Ceiling(highest) - (int)Math.Floor(lowest) + 1)
          from multiple in highest - lowest > 2 ? [1] : highest - lowest > 1 ? [1, 2, 3, 5] : (double[])[1, 1.5, 2, 2.5, 3, 4, 5, 7]
          let level = power + Math.Log10(multiple)
          where level >= lowest && level <= highest
          select level;

    /// <summary>Without the sign that 0 has when it was rounded from below.</summary>
    private static string Short(double number) =>
        (number + 0.0).ToString(Math.Abs(number) is >= 1e4 and < 1e7 ? "#,0" : "G4", CultureInfo.InvariantCulture);

    /// <summary>A pixel's position to a tenth.</summary>
    private static string Number(double pixels) => pixels.ToString("0.#", CultureInfo.InvariantCulture);

    private double Level(double y) => isLogarithmic ? Math.Log10(y) : y;

    private double LevelX(double x) => isLogarithmicX ? Math.Log10(x) : x;

    private double PixelX(double x) => PixelOfLevelX(LevelX(x));

    private double PixelOfLevelX(double level) => Left + ((level - fromX) / (toX - fromX) * (Width - Left - Right));

    private double PixelY(double y) => PixelOfLevel(Level(y));

    private double PixelOfLevel(double level) => height - Bottom - ((level - fromY) / (toY - fromY) * (height - Top - Bottom));

    private void Text(double x, double y, string text, string anchor, double size, string colour = "#222") =>
        Raw($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\" font-size=\"{Number(size)}\" fill=\"{colour}\">{WebUtility.HtmlEncode(text)}</text>");

    private void Raw(string shape) => shapes.Append(shape).Append('\n');
}
