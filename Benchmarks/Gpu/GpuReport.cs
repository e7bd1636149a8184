namespace Benchmarks;

/// <summary>One thing that was compared with the oracle.</summary>
/// <param name="Kind">Gradient check, operation, or kernel version.</param>
/// <param name="Name">What.</param>
/// <param name="Difference">The largest difference of all its shapes, as a share of what is allowed; above 1 it failed. NaN: it could not run.</param>
/// <param name="Detail">The comparison that came nearest to its limit, in words.</param>
internal sealed record GpuCheck(string Kind, string Name, double Difference, string Detail)
{
    /// <summary>Whether it is right.</summary>
    public bool Passed => Difference <= 1;
}

/// <summary>What the device can do at best, measured.</summary>
/// <param name="CopyBytesPerSecond">Bytes read and written by a plain copy.</param>
/// <param name="FlopsPerSecond">Chains of float multiply-adds in registers; without tensor cores.</param>
internal sealed record GpuLimits(double CopyBytesPerSecond, double FlopsPerSecond)
{
    private const int CopyWords = 1 << 26;
    private const int SmallCopyWords = 1 << 23;

    /// <summary>Measures.</summary>
    public static GpuLimits Measure(GpuDevice device)
    {
        int words = device.MemoryBytes > 16L * sizeof(float) * CopyWords && device is not OpenClDevice { IsGpu: false } ? CopyWords : SmallCopyWords;
        Buffer from = new(device.Allocate(DType.F32, words), 0, words), to = new(device.Allocate(DType.F32, words), 0, words);
        device.Kernels.Fill(from, 1);
        double copy = GpuTimer.Seconds(device, () => device.Kernels.Copy(from, to));
        from.Storage.Release();
        to.Storage.Release();

        int groups = 32 * device.Accelerator.NumMultiprocessors;
        Buffer sums = new(device.Allocate(DType.F32, groups * MultiplyAddKernel.GroupSize), 0, groups * MultiplyAddKernel.GroupSize);
        double chains = GpuTimer.Seconds(device, () => device.Launch(new MultiplyAddKernel(sums.Floats(), 1.0001f, 0.5f), groups));
        sums.Storage.Release();
        var limits = new GpuLimits(8.0 * words / copy, MultiplyAddKernel.FlopsPerThread * groups * MultiplyAddKernel.GroupSize / chains);
        Console.WriteLine(FormattableString.Invariant($"  limits: copy {limits.CopyBytesPerSecond / 1e9:N1} GB/s, multiply-add {limits.FlopsPerSecond / 1e9:N0} GFLOP/s"));
        return limits;
    }
}

/// <summary>A kernel version's time on one shape.</summary>
/// <param name="Ladder">The job.</param>
/// <param name="Version">The version, or a peer's name.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Seconds">The median.</param>
/// <param name="FlopsPerSecond">Operations a second.</param>
/// <param name="BytesPerSecond">Bytes a second, when every operand moves once.</param>
/// <param name="ShareOfLimit">Of the copy's bandwidth or the multiply-adds' rate, whichever is nearer.</param>
internal sealed record LadderTime(string Ladder, string Version, int[] Shape, double Seconds, double FlopsPerSecond, double BytesPerSecond, double ShareOfLimit);

/// <summary>Fifty steps of a small GPT, beside the same on the processor.</summary>
/// <param name="Losses">Each step's loss on the device.</param>
/// <param name="LargestDifference">From the processor's losses.</param>
/// <param name="TokensPerSecond">Median over the steps.</param>
internal sealed record TrainingResult(double[] Losses, double LargestDifference, double TokensPerSecond);

/// <summary>All that was found out about a device.</summary>
/// <param name="Device">Its name here.</param>
/// <param name="Description">Its maker's name, memory, driver.</param>
/// <param name="Date">When.</param>
/// <param name="Machine">Where.</param>
internal sealed record GpuReport(string Device, string Description, DateTime Date, Machine Machine)
{
    /// <summary>What two devices' losses may differ by over the short run.</summary>
    private const double LossTolerance = 1e-3;

    /// <summary>Comparisons with the oracle.</summary>
    public List<GpuCheck> Checks { get; } = [];

    /// <summary>The short training run; null until it was made.</summary>
    public TrainingResult? Training { get; set; }

    /// <summary>What the device can do at best; null until measured.</summary>
    public GpuLimits? Limits { get; set; }

    /// <summary>The ladders.</summary>
    public List<LadderTime> Times { get; } = [];

    /// <summary>What ended a part of the examination early.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Whether everything was right.</summary>
    public bool Passed => Failures.Count == 0 && Checks.Count > 0 && Checks.TrueForAll(check => check.Passed) && Training?.LargestDifference <= LossTolerance;
}
