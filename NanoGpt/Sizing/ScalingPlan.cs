namespace NanoGpt;

/// <summary>The machines of a plan.</summary>
/// <param name="Ranks">N: GPUs, or processes on processors.</param>
/// <param name="BytesPerSecond">B: the slowest link on the ring through all ranks, in each direction.</param>
/// <param name="Latency">α: seconds from one rank to the next for a message of no length.</param>
public readonly record struct ScalingMachines(int Ranks, double BytesPerSecond, double Latency);

/// <summary>
/// What a training step costs on N ranks, on paper. A ring sums M bytes in 2(N-1) turns of M/N each, so an all-reduce takes
/// 2(N-1)·α + 2(N-1)/N · M/B: no algorithm sends fewer bytes (Patarasuk and Yuan 2009, "Bandwidth optimal all-reduce algorithms
/// for clusters of workstations"). Its two halves, reduce-scatter and all-gather, take half of it each; ZeRO-1 needs the same two
/// (Rajbhandari et al. 2020, section 7), but its second half waits for the update. What travels while gradients are still computed
/// costs nothing: the backward pass of a step's last batch, two thirds of its time, hides all but the bucket that is ready last.
/// </summary>
/// <param name="parameters">Ψ, all of them.</param>
/// <param name="lastParameters">Those in the bucket that is ready last: the token table.</param>
/// <param name="computeSeconds">A rank's share of the step's arithmetic.</param>
/// <param name="lastBatchSeconds">Of it, the last batch.</param>
/// <param name="machines">What they run on.</param>
public sealed class ScalingPlan(double parameters, double lastParameters, double computeSeconds, double lastBatchSeconds, ScalingMachines machines)
{
    private const double BytesPerNumber = sizeof(float);
    private const double BackwardShare = 2.0 / 3;
    private readonly int n = machines.Ranks;

    /// <summary>M: the gradients of a step.</summary>
    public double GradientBytes => BytesPerNumber * parameters;

    /// <summary>Bytes that each rank sends in a step, and receives: 2(N-1)/N · M.</summary>
    public double BytesSent => 2.0 * (n - 1) / n * GradientBytes;

    /// <summary>Seconds of the arithmetic.</summary>
    public double ComputeSeconds => computeSeconds;

    /// <summary>Seconds of an all-reduce of all gradients, if nothing hides it.</summary>
    public double AllReduceSeconds => 2 * HalfSeconds(GradientBytes);

    /// <summary>Seconds of a step, data-parallel.</summary>
    public double DataParallelSeconds => computeSeconds + Shown(halves: 2);

    /// <summary>Seconds of a step with ZeRO-1: the sums of slices are hidden as above, the new parameters are not.</summary>
    public double ZeroSeconds => computeSeconds + Shown(halves: 1) + HalfSeconds(GradientBytes);

    /// <summary>Bytes a rank keeps, data-parallel, in float: weights, gradients and two moments, 16Ψ.</summary>
    public double DataParallelBytes => 16 * parameters;

    /// <summary>The same with ZeRO-1: 8Ψ + 8Ψ/N.</summary>
    public double ZeroBytes => (8 * parameters) + (8 * parameters / n);

    /// <summary>What mixed precision with float copies of the weights keeps with ZeRO-1, 4Ψ + 12Ψ/N: the ZeRO paper's table 1 (there, without it, 16Ψ).</summary>
    public double ZeroBytesOfThePaper => (4 * parameters) + (12 * parameters / n);

    /// <summary>The share of a step that is arithmetic; N times it is the speedup.</summary>
    public double Efficiency(double stepSeconds) => computeSeconds / stepSeconds;

    private double HalfSeconds(double bytes) => (n - 1) * (machines.Latency + (bytes / n / machines.BytesPerSecond));

    private double Shown(int halves) =>
        Math.Max(halves * HalfSeconds(BytesPerNumber * lastParameters), (halves * HalfSeconds(GradientBytes)) - (BackwardShare * lastBatchSeconds));
}
