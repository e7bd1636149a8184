namespace Benchmarks;

/// <summary>What the device can do at best, measured.</summary>
/// <param name="CopyBytesPerSecond">Bytes read and written by a plain copy.</param>
/// <param name="FlopsPerSecond">Chains of float multiply-adds in registers; without tensor cores.</param>
internal sealed record GpuLimits(double CopyBytesPerSecond, double FlopsPerSecond)
{
    /// <summary>Measures.</summary>
    public static GpuLimits Measure(GpuDevice device)
    {
        var limits = new GpuLimits(DeviceSpeed.Copy(device, DeviceSpeed.LargestCopy(device)), DeviceSpeed.MultiplyAdds(device));
        Console.WriteLine(FormattableString.Invariant($"  limits: copy {limits.CopyBytesPerSecond / 1e9:N1} GB/s, multiply-add {limits.FlopsPerSecond / 1e9:N0} GFLOP/s"));
        return limits;
    }
}
