namespace Benchmarks;

/// <summary>A line of the table that can be measured.</summary>
/// <param name="Name">What is measured; <c>--filter</c> looks here.</param>
/// <param name="Threads">Threads of ours.</param>
/// <param name="Measure">Does it.</param>
public sealed record Plan(string Name, int Threads, Func<Row> Measure);

/// <summary>A measured line of the table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Threads">Threads of ours.</param>
/// <param name="Times">The times.</param>
/// <param name="Peer">Whom we stand beside; empty for nobody.</param>
/// <param name="Work">What there was to do, for the speed and its share of the limit; null where it was not counted.</param>
public sealed record Row(string Name, int Threads, Comparison Times, string Peer, Work? Work)
{
    /// <summary>The most memory that a process of its own ever had while it did this; null where it was not measured.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>Operations or bytes a second.</summary>
    public double? Speed => Work?.Amount / Times.Ours.Median;

    /// <summary>
    /// Our share of what the machine could do in the same rounds: of the multiply-add units' peak, or of a copy's speed.
    /// What only reads (a sum) can be faster than a copy.
    /// </summary>
    public double? ShareOfLimit => Speed / Times.Limit;

    /// <summary>Measures a line: ours, the peer and the limit of the work in turns.</summary>
    public static Row Measure(string name, int threads, Timer ours, Timer? peer, string peerName, Work? work)
    {
        using var external = ExternalPeer.Of(name, threads);
        Timer? theirs = external is null ? peer : external.Time;
        string theirName = external?.Name ?? (peer is null ? "" : peerName);
        Func<double>? limit = work is { Bound: not Bound.Text } counted ? () => counted.MeasureLimit(threads) : null;
        return new Row(name, threads, Timing.Compare(ours, theirs, limit), theirName, work);
    }
}
