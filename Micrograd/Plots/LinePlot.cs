using Plotly.NET;

namespace Micrograd;

/// <summary>One curve of a <see cref="LinePlot"/>.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="X">Where.</param>
/// <param name="Y">How high; as many as X.</param>
public sealed record LineSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>Curves.</summary>
/// <inheritdoc cref="Plot"/>
/// <param name="Title">Above it.</param>
/// <param name="XTitle">Below the horizontal axis.</param>
/// <param name="YTitle">Beside the vertical axis.</param>
/// <param name="Series">The curves.</param>
public sealed record LinePlot(string Title, string XTitle, string YTitle, IReadOnlyList<LineSeries> Series) : Plot(Title, XTitle, YTitle)
{
    /// <summary>A curve through so few points shows each of them: a line through one is nothing to see.</summary>
    private const int MostMarked = 20;

    /// <summary>Whether the vertical axis shows powers of 10 at equal distances.</summary>
    public bool IsLogarithmic { get; init; }

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var axes = new SvgAxes(this, Height, Series.SelectMany(line => line.X), Series.SelectMany(line => line.Y), IsLogarithmic);
        axes.Grid();
        for (int i = 0; i < Series.Count; i++)
        {
            axes.Curve(Series[i].X, Series[i].Y, SvgAxes.Colour(i));
        }

        if (Series.Count > 1)
        {
            axes.Legend([.. Series.Select(line => line.Name)]);
        }

        return axes.ToString();
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Trace> Traces =>
        Series.Select(line => MakeTrace("scatter", ("mode", line.X.Count <= MostMarked ? "lines+markers" : "lines"), ("name", line.Name), ("x", line.X), ("y", line.Y)));

    /// <inheritdoc/>
    private protected override Dictionary<string, object> YAxis() => new(base.YAxis()) { ["type"] = IsLogarithmic ? "log" : "linear" };
}
