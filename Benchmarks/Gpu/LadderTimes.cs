namespace Benchmarks;

/// <summary>Times every version of every kernel ladder on the ladder's large shapes, and cuBLAS beside matrix multiplication where it is.</summary>
internal static class LadderTimes
{
    /// <summary>A version whose last shape lets expect more than this is not tried on the next.</summary>
    private const double LongestRun = 3;

    /// <summary>Measures and prints.</summary>
    public static IReadOnlyList<LadderTime> Measure(GpuDevice device, GpuLimits limits)
    {
        var times = new List<LadderTime>();
        foreach (var ladder in device.Ladders)
        {
            double[] rates = new double[ladder.Rungs.Count]; // work a second on the shape before
            foreach (int[] shape in ladder.LargeShapes.OrderBy(ladder.Bytes))
            {
                var found = Measure(device, ladder, shape, rates, limits);
                times.AddRange(found);
                foreach (var time in found)
                {
                    Console.WriteLine(FormattableString.Invariant(
                        $"  {time.Ladder} ({string.Join(" x ", shape)}), {time.Version}: {1e3 * time.Seconds:N3} ms, {time.FlopsPerSecond / 1e9:N0} GFLOP/s, {time.BytesPerSecond / 1e9:N1} GB/s, {100 * time.ShareOfLimit:N0} % of the limit"));
                }
            }
        }

        return times;
    }

    private static List<LadderTime> Measure(GpuDevice device, Ladder ladder, int[] shape, double[] rates, GpuLimits limits)
    {
        var operands = ladder.Operands(shape);
        Buffer[] buffers = [.. operands.Select(operand => new Buffer(device.Allocate(DType.F32, operand.Length), 0, operand.Length))];
        foreach (var buffer in buffers)
        {
            device.Kernels.Fill(buffer, 0.01);
        }

        var times = new List<LadderTime>();
        double work = Math.Max(ladder.Flops(shape), ladder.Bytes(shape));
        for (int rung = 0; rung < ladder.Rungs.Count; rung++)
        {
            int version = rung;
            bool isTooLong = rates[rung] > 0 && work / rates[rung] > LongestRun;
            if ((ladder.Needs(rung) & ~device.Offers) == 0 && ladder.Fits(rung, buffers, shape) && !isTooLong)
            {
                double seconds = GpuTimer.Seconds(device, () => ladder.Run(version, buffers, shape));
                rates[rung] = work / seconds;
                times.Add(Row(ladder, ladder.Rungs[rung], shape, seconds, limits));
            }
        }

        if (device is CudaDevice cuda && ladder.Name == CuBlas.LadderName)
        {
            times.AddRange(CuBlas.Measure(cuda, buffers, shape).Select(peer => Row(ladder, peer.Name, shape, peer.Seconds, limits)));
        }

        foreach (var buffer in buffers)
        {
            buffer.Storage.Release();
        }

        return times;
    }

    private static LadderTime Row(Ladder ladder, string version, int[] shape, double seconds, GpuLimits limits)
    {
        double flops = ladder.Flops(shape) / seconds, bytes = ladder.Bytes(shape) / seconds;
        return new LadderTime(ladder.Name, version, shape, seconds, flops, bytes, Math.Max(flops / limits.FlopsPerSecond, bytes / limits.CopyBytesPerSecond));
    }
}
