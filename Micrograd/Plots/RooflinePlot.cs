using Plotly.NET;

namespace Micrograd;

/// <summary>Operations under the device's roofs: what a byte allows, and what the arithmetic allows.</summary>
/// <inheritdoc cref="Plot"/>
/// <param name="Title">Above it.</param>
/// <param name="Roofline">The operations and the limits. Those without arithmetic have no place here.</param>
public sealed record RooflinePlot(string Title, Roofline Roofline) : Plot(Title, "floating-point operations a byte", "GFLOP/s")
{
    private const double Giga = 1e9;

    /// <inheritdoc/>
    private protected override int Height => 600;

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var lines = Lines;
        var axes = new SvgAxes(
            this, Height, lines.SelectMany(line => line.X).Concat(Points.Select(point => point.Intensity)),
            lines.SelectMany(line => line.Y).Concat(Points.Select(point => point.FlopsPerSecond / Giga)), isLogarithmic: true, isLogarithmicX: true);
        axes.Grid();
        for (int i = 0; i < lines.Length; i++)
        {
            axes.Curve(lines[i].X, lines[i].Y, SvgAxes.Colour(i));
        }

        foreach (var point in Points)
        {
            axes.Disc(point.Intensity, point.FlopsPerSecond / Giga, 5, SvgAxes.Colour(lines.Length + (int)point.Pass));
            axes.Name(point.Intensity, point.FlopsPerSecond / Giga, NameOf(point));
        }

        return axes.ToString();
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Trace> Traces =>
    [
        .. Lines.Select(line => MakeTrace("scatter", ("mode", "lines"), ("name", line.Name), ("x", line.X), ("y", line.Y))),
        .. from point in Points
           group point by point.Pass into pass
           select MakeTrace(
               "scatter",
               ("mode", "markers+text"),
               ("name", pass.Key.ToString().ToLowerInvariant()),
               ("x", pass.Select(point => point.Intensity).ToArray()),
               ("y", pass.Select(point => point.FlopsPerSecond / Giga).ToArray()),
               ("text", pass.Select(NameOf).ToArray()),
               ("textposition", "top center"),
               ("marker", new Dictionary<string, object> { ["size"] = pass.Select(point => 8 + (60 * Math.Sqrt(point.Seconds / Roofline.StepSeconds))).ToArray() })),
    ];

    /// <inheritdoc/>
    private protected override Dictionary<string, object> XAxis() => new(base.XAxis()) { ["type"] = "log" };

    /// <inheritdoc/>
    private protected override Dictionary<string, object> YAxis() => new(base.YAxis()) { ["type"] = "log" };

    private RooflineRow[] Points => [.. Roofline.Rows.Where(row => row is { Flops: > 0, Bytes: > 0 })];

    /// <summary>The roofs: a byte's worth of arithmetic takes the byte's time, until the multiply-adds are at their peak.</summary>
    private LineSeries[] Lines
    {
        get
        {
            double[] intensities = [.. Points.Select(point => point.Intensity).DefaultIfEmpty(1)];
            double from = intensities.Min() / 2, to = intensities.Max() * 2;
            return [Line("copies through memory", Roofline.MemoryCopy), Line("copies through the caches", Roofline.FastestCopy)];

            LineSeries Line(string name, double bandwidth)
            {
                double ridge = double.IsFinite(Roofline.Peak) ? Math.Clamp(Roofline.Peak / bandwidth, from, to) : to;
                double[] x = [from, ridge, to];
                return new LineSeries(name, x, [.. x.Select(at => Math.Min(at * bandwidth, Roofline.Peak) / Giga)]);
            }
        }
    }

    private static string NameOf(RooflineRow row) => row.Pass == Pass.Backward ? $"{row.Operation}, backward" : row.Operation;
}
