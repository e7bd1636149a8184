namespace Benchmarks;

/// <summary>Times every version of every kernel ladder on the ladder's large shapes, and cuBLAS beside matrix multiplication where it is.</summary>
internal static class LadderTimes
{
    /// <summary>A version whose last shape lets expect more than this is not tried on the next.</summary>
    private const double LongestRun = 3;

    /// <summary>Measures, prints and adds to the report.</summary>
    public static void Measure(GpuDevice device, IEnumerable<Ladder> ladders, GpuReport report)
    {
        foreach (var ladder in ladders)
        {
            double[] rates = new double[ladder.Rungs.Count]; // work a second on the shape before
            foreach (int[] shape in ladder.LargeShapes.OrderBy(ladder.Bytes))
            {
                Measure(device, ladder, shape, rates, report);
            }
        }
    }

    private static void Measure(GpuDevice device, Ladder ladder, int[] shape, double[] rates, GpuReport report)
    {
        Buffer[] buffers = [.. ladder.Operands(shape).Select(operand => operand.AllocateNoise(device))];
        try
        {
            double work = Math.Max(ladder.Flops(shape), ladder.Bytes(shape));
            for (int rung = 0; rung < ladder.Rungs.Count; rung++)
            {
                int version = rung;
                bool isTooLong = rates[rung] > 0 && work / rates[rung] > LongestRun;
                if ((ladder.Needs(rung) & ~device.Offers) == 0 && ladder.Fits(rung, buffers, shape) && !isTooLong)
                {
                    double? seconds = Add(report, ladder, ladder.Rungs[rung], shape, () => GpuTimer.Seconds(device, () => ladder.Run(version, buffers, shape)));
                    rates[rung] = seconds is { } known ? work / known : rates[rung];
                }
            }

            if (device is CudaDevice cuda && ladder.Name.StartsWith(CuBlas.LadderName, StringComparison.Ordinal))
            {
                foreach (var (name, measure) in CuBlas.Peers(cuda, buffers, shape))
                {
                    Add(report, ladder, name, shape, measure);
                }
            }
        }
        finally
        {
            Array.ForEach(buffers, buffer => buffer.Storage.Release());
        }
    }

    /// <summary>Measures one version; that it cannot run is a finding too, and does not keep the others from being measured.</summary>
    /// <returns>Its seconds; null: it cannot run.</returns>
    private static double? Add(GpuReport report, Ladder ladder, string version, int[] shape, Func<double> measure)
    {
        string name = $"{ladder.Name} ({string.Join(" x ", shape)}), {version}";
        double seconds;
        try
        {
            seconds = measure();
        }
        catch (Exception e)
        {
            report.Failures.Add($"{name}: {e.Message}");
            Console.WriteLine($"  FAILED  {name}: {e.Message}");
            return null;
        }

        double flops = ladder.Flops(shape) / seconds, bytes = ladder.Bytes(shape) / seconds;
        double share = report.Limits is { } limits ? Math.Max(flops / limits.FlopsPerSecond, bytes / limits.CopyBytesPerSecond) : double.NaN;
        report.Times.Add(new LadderTime(ladder.Name, version, shape, seconds, flops, bytes, share));
        Console.WriteLine(FormattableString.Invariant(
            $"  {name}: {1e3 * seconds:N3} ms, {flops / 1e9:N0} GFLOP/s, {bytes / 1e9:N1} GB/s, {100 * share:N0} % of the limit"));
        return seconds;
    }
}
