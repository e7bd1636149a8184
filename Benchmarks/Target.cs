namespace Benchmarks;

/// <summary>The device that rows are measured on: <c>--device</c>. Processors get a device of their own for each row, with its threads and its memory.</summary>
public static class Target
{
    private static readonly Dictionary<Work, double> Limits = [];

    private static string name = "cpu";

    /// <summary>As <see cref="Device.Parse"/> reads it.</summary>
    /// <exception cref="ArgumentException">No such name.</exception>
    /// <exception cref="DeviceException">The device is not there, or cannot be used.</exception>
    public static string Name
    {
        get => name;
        set
        {
            IsProcessor = Device.Parse(value) is CpuDevice;
            name = value;
        }
    }

    /// <summary>Whether it is the processor: then it has threads, peers to stand beside, and limits that change from moment to moment.</summary>
    public static bool IsProcessor { get; private set; } = true;

    /// <summary>A device for a row.</summary>
    public static Device Create(int threads) => Device.Parse(Name) switch
    {
        CpuDevice cpu => new CpuDevice(threads, Name.Equals("cpu", StringComparison.OrdinalIgnoreCase) ? null : cpu.Simd),
        var other => other,
    };

    /// <summary>Times an action and what it queued.</summary>
    public static Timer Time(Device device, Action action) => repeats => Timing.Of(() =>
    {
        for (int i = 0; i < repeats; i++)
        {
            action();
        }

        device.Synchronize();
    })(1) / repeats;

    /// <summary>Gives a row's device back.</summary>
    public static void Release(Device device)
    {
        device.Pool.Trim();
        (device as CpuDevice)?.Team.Dispose();
    }

    /// <summary>What a device other than the processor can do for some work, operations or bytes a second; measured once, as nothing else uses it.</summary>
    internal static double Limit(Work work)
    {
        if (!Limits.TryGetValue(work, out double limit))
        {
            var device = Device.Parse(Name);
            Limits[work] = limit = work.Bound == Bound.Compute ? DeviceSpeed.MultiplyAdds(device) : DeviceSpeed.Copy(device, (long)work.Amount);
        }

        return limit;
    }
}
