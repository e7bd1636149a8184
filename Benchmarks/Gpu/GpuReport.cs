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

    /// <summary>GPT-2's training; null until it was made.</summary>
    public Gpt2Result? Gpt2 { get; set; }

    /// <summary>PyTorch's kernels on the ladders' shapes, a line each; empty: there is none.</summary>
    public List<string> PeerLines { get; } = [];

    /// <summary>What the device can do at best; null until measured.</summary>
    public GpuLimits? Limits { get; set; }

    /// <summary>The ladders.</summary>
    public List<LadderTime> Times { get; } = [];

    /// <summary>What ended a part of the examination early.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Whether everything was right.</summary>
    public bool Passed => Failures.Count == 0 && Checks.Count > 0 && Checks.TrueForAll(check => check.Passed) && Training is not { LargestDifference: > LossTolerance };
}
