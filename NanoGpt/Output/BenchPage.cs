namespace NanoGpt;

/// <summary>A measured training step as a page: the roofline, the operations' times, and the live buffers over time.</summary>
internal static class BenchPage
{
    private const double Giga = 1e9, Mega = 1e6;

    /// <summary>More curves than this nobody tells apart.</summary>
    private const int MostCurves = 7;

    /// <summary>Writes the page; an older one is replaced.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Write(string path, MeteredTraining training)
    {
        var roofline = training.Roofline;
        PlotPage.Save(path, "A training step", [
            new RooflinePlot("Roofline of a training step", roofline)
            {
                Note = "Each disc is an operation, as large as its share of the step. The sloping roofs are what a copy's bandwidth allows, the level one what the "
                    + "multiply-adds allow: the nearer to its roof, the less there is to win. Operations without arithmetic (copies, look-ups) have no place here.",
            },
            new LadderPlot("Where the time goes", "ms", [.. roofline.Rows.Where(row => row.Seconds > 0).Select(row => new LadderBar(
                $"{row.Operation}, {row.Pass.ToString().ToLowerInvariant()}",
                1e3 * row.Seconds,
                FormattableString.Invariant($"{100 * row.Seconds / roofline.StepSeconds:N1} %; {row.FlopsPerSecond / Giga:N0} GFLOP/s, {row.BytesPerSecond / Giga:N0} GB/s, {100 * row.ShareOfLimit:N0} % of the limit")))]),
            new LinePlot("Live buffers", "ms", "MB", [.. Timeline(training.Steps[^1])])
            {
                Note = "Memory that tensors hold during one step: what the forward pass leaves for the backward pass piles up, and is taken down again.",
            },
        ]);
    }

    /// <summary>All memory over time, and that of the operations that hold the most at the peak.</summary>
    private static IEnumerable<LineSeries> Timeline(KernelMeter step)
    {
        yield return Line("all", step.Timeline.Select(point => (point.Seconds, point.Bytes)));
        foreach (var part in PeakMemory.Of(step).Parts.Where(part => part.Buffers > 0).Take(MostCurves))
        {
            var changes = step.Buffers.Where(buffer => PeakMemory.KeyOf(buffer) == (part.Operation, part.Pass))
                .SelectMany(buffer => ((double At, long Bytes)[])[(buffer.Born, buffer.Bytes), (buffer.Died, -buffer.Bytes)])
                .Where(change => double.IsFinite(change.At))
                .OrderBy(change => change.At);
            long bytes = 0;
            yield return Line($"{part.Operation}, {part.Pass}", [(0, 0), .. changes.Select(change => (change.At, bytes += change.Bytes))]);
        }
    }

    /// <summary>Memory jumps: each point is drawn twice, with the level before and after it.</summary>
    private static LineSeries Line(string name, IEnumerable<(double Seconds, long Bytes)> points)
    {
        var (x, y) = (new List<double>(), new List<double>());
        foreach (var (seconds, bytes) in points)
        {
            x.AddRange([1e3 * seconds, 1e3 * seconds]);
            y.AddRange([y.Count > 0 ? y[^1] : bytes / Mega, bytes / Mega]);
        }

        return new LineSeries(name, x, y);
    }
}
