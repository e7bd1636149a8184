namespace Benchmarks;

/// <summary>The same comparisons as the tests make, for a machine without the development kit.</summary>
internal static class GpuChecks
{
    /// <summary>Inputs up to this many numbers are differentiated numerically, one by one.</summary>
    private const int LargestGradientCheck = 700;

    /// <summary>Every operation's gradient against difference quotients, in double.</summary>
    public static IEnumerable<GpuCheck> GradientChecks() => Catalogue.All.Where(entry => entry is { IsDifferentiable: true, Roundings: 0 }).Select(entry => Guarded("gradient check", entry.Name, () =>
    {
        foreach (int[][] shapes in entry.Shapes.Where(shapes => shapes.Sum(shape => shape.Aggregate(1, (product, size) => product * size)) is > 0 and < LargestGradientCheck))
        {
            var report = GradCheck.Run(entry.Name, entry.Apply, OpCaseRun.Inputs(entry, shapes, Device.Reference));
            if (!report.Passed)
            {
                return (double.PositiveInfinity, report.ToString());
            }
        }

        return (0, "the oracle's gradient equals difference quotients");
    }));

    /// <summary>Every operation of the catalogue on the device, forward and backward, against the oracle.</summary>
    public static IEnumerable<GpuCheck> Operations(GpuDevice device) => Catalogue.All.Select(entry => Guarded("operation", entry.Name, () =>
        Worst(OpCaseRun.Compare(entry, device).Select(comparison => (comparison.Difference / comparison.Allowed, comparison.ToString())))));

    /// <summary>Every kernel version that the device can run, on every shape of its ladder, against the oracle.</summary>
    public static IEnumerable<GpuCheck> Ladders(GpuDevice device, IEnumerable<Ladder> ladders) =>
        from ladder in ladders
        from rung in Enumerable.Range(0, ladder.Rungs.Count)
        where (ladder.Needs(rung) & ~device.Offers) == 0
        select Guarded("kernel version", $"{ladder.Name}, {ladder.Rungs[rung]}", () => Worst(
            (device is SimulatorDevice ? ladder.TinyShapes : ladder.Shapes)
                .Select(shape => LadderCheck.Run(device, ladder, rung, shape))
                .OfType<LadderComparison>()
                .Select(comparison => (comparison.IsRepeatable ? comparison.Difference / comparison.Allowed : double.PositiveInfinity, comparison.ToString()))));

    private static (double Difference, string Detail) Worst(IEnumerable<(double Difference, string Detail)> comparisons) =>
        comparisons.DefaultIfEmpty((Difference: double.NaN, Detail: "no shape fits")).MaxBy(comparison => comparison.Difference);

    private static GpuCheck Guarded(string kind, string name, Func<(double Difference, string Detail)> compare)
    {
        GpuCheck check;
        try
        {
            var (difference, detail) = compare();
            check = new GpuCheck(kind, name, difference, detail);
        }
        catch (Exception e)
        {
            check = new GpuCheck(kind, name, double.NaN, e.Message);
        }

        Console.WriteLine($"  {(check.Passed ? "right" : "WRONG")}  {kind}: {name}{(check.Passed ? "" : $"; {check.Detail}")}");
        return check;
    }
}
