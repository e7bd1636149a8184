namespace Micrograd;

/// <summary>What an operation costs in a training step, all its calls together.</summary>
/// <param name="Operation">Its name on the tape; for a kernel that no operation called, the kernel's.</param>
/// <param name="Pass">The part of the step.</param>
/// <param name="Calls">Kernels that ran.</param>
/// <param name="Seconds">Their time.</param>
/// <param name="Flops">Their floating-point operations.</param>
/// <param name="Bytes">The bytes that they had to move.</param>
/// <param name="LimitSeconds">The time that the device would need at its limit.</param>
public sealed record RooflineRow(string Operation, Pass Pass, double Calls, double Seconds, double Flops, double Bytes, double LimitSeconds)
{
    /// <summary>Operations a second.</summary>
    public double FlopsPerSecond => Flops / Seconds;

    /// <summary>Bytes a second.</summary>
    public double BytesPerSecond => Bytes / Seconds;

    /// <summary>Operations a byte: the horizontal axis of the roofline.</summary>
    public double Intensity => Flops / Bytes;

    /// <summary>How near it comes to the limit; 1 is there.</summary>
    public double ShareOfLimit => LimitSeconds / Seconds;
}

/// <summary>
/// The roofline of a training step (Williams, Waterman and Patterson 2009): no operation is done before its arithmetic is, nor before its
/// bytes have moved; so each has a shortest time, max(FLOPs / peak, bytes / bandwidth), and how near it comes shows where there is
/// something to win. The bandwidth is that of a copy of as many bytes, which may lie in the caches as the operation's do.
/// </summary>
public sealed class Roofline
{
    private readonly IReadOnlyList<(double Bytes, double BytesPerSecond)> copies;

    private Roofline(IReadOnlyList<KernelMeter> steps, double stepSeconds, double peak, IReadOnlyList<(double Bytes, double BytesPerSecond)> copies)
    {
        (StepSeconds, Peak, this.copies) = (stepSeconds, peak, copies);
        Rows =
        [
            .. from step in steps
               from call in step.Calls
               group call by (call.Operation, call.Pass) into calls
               let row = new RooflineRow(
                   calls.Key.Operation, calls.Key.Pass, (double)calls.Count() / steps.Count, Mean(calls, call => call.Seconds), Mean(calls, call => call.Flops),
                   Mean(calls, call => call.Bytes), Mean(calls, ShortestSeconds))
               orderby row.Seconds descending
               select row,
        ];

        double Mean(IEnumerable<KernelCall> calls, Func<KernelCall, double> number) => calls.Sum(number) / steps.Count;
    }

    /// <summary>The operations of a step, means over the steps; the longest first.</summary>
    public IReadOnlyList<RooflineRow> Rows { get; }

    /// <summary>A step's time, the mean.</summary>
    public double StepSeconds { get; }

    /// <summary>Multiply-adds that the device can do, operations a second.</summary>
    public double Peak { get; }

    /// <summary>The fastest copy of any size: through the caches.</summary>
    public double FastestCopy => copies.Max(copy => copy.BytesPerSecond);

    /// <summary>The copy of the most bytes: through memory.</summary>
    public double MemoryCopy => copies.MaxBy(copy => copy.Bytes).BytesPerSecond;

    /// <summary>All kernels together.</summary>
    public RooflineRow Total => new(
        "all kernels", Pass.Update, Rows.Sum(row => row.Calls), Rows.Sum(row => row.Seconds), Rows.Sum(row => row.Flops), Rows.Sum(row => row.Bytes), Rows.Sum(row => row.LimitSeconds));

    /// <summary>Puts measured steps beside the device's limits, which are measured now.</summary>
    /// <param name="device">The device.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="stepSeconds">A step's time, the mean over them.</param>
    public static Roofline Of(Device device, IReadOnlyList<KernelMeter> steps, double stepSeconds)
    {
        long most = DeviceSpeed.LargestCopy(device);
        var sizes = steps.SelectMany(step => step.Calls).Select(call => SizeClass(call.Bytes, most)).Append(most).Distinct();
        return new Roofline(steps, stepSeconds, DeviceSpeed.MultiplyAdds(device), [.. sizes.Order().Select(size => ((double)size, DeviceSpeed.Copy(device, size)))]);
    }

    /// <summary>The power of two from the number on, within what is measured.</summary>
    private static long SizeClass(double bytes, long most) => Math.Min(most, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, 1 << 12)));

    private double ShortestSeconds(KernelCall call)
    {
        double most = copies[^1].Bytes;
        double bandwidth = copies.First(copy => copy.Bytes >= Math.Min(call.Bytes, most)).BytesPerSecond;
        return Math.Max(call.Flops / Peak, call.Bytes / bandwidth);
    }
}
