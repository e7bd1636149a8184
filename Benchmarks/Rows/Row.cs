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

    /// <summary>The largest relative error over floats of every size, of a function whose digits matter; null where it was not measured.</summary>
    public double? LargestError { get; init; }

    /// <summary>Operations, bytes or nodes a second.</summary>
    public double? Speed => Work?.Amount / Times.Ours.Median;

    /// <summary>
    /// Our share of what the machine could do in the same rounds: of the multiply-add units' peak, or of a copy's speed.
    /// What only reads (a sum) can be faster than a copy.
    /// </summary>
    public double? ShareOfLimit => Speed / Times.Limit;

    /// <summary>Why the line stands beside its usual peer or beside nobody; null: there is nothing to say.</summary>
    public string? Skipped { get; private init; }

    /// <summary>
    /// Measures a line: ours, the peer and the limit of the work in turns. The peer is an external program, if there is one that can do the
    /// same, else the usual one; one that fails is left out.
    /// </summary>
    /// <param name="name">What is measured.</param>
    /// <param name="threads">Threads of ours.</param>
    /// <param name="ours">Ours.</param>
    /// <param name="usualPeer">Starts the usual peer; null, or returns null: there is none.</param>
    /// <param name="work">What there is to do.</param>
    public static Row Measure(string name, int threads, Timer ours, Func<IPeer?>? usualPeer, Work? work)
    {
        Func<double>? limit = work is { HasLimit: true } counted ? () => counted.MeasureLimit(threads) : null;
        string? skipped = null;
        foreach (var start in new[] { () => ExternalPeer.Of(name, threads), usualPeer ?? (() => null) })
        {
            try
            {
                using var peer = start();
                if (peer is not null)
                {
                    var times = Timing.Compare(ours, peer.Time, limit);
                    return new Row(name, threads, times, peer.Name, work) { Skipped = skipped };
                }
            }
            catch (PeerException e)
            {
                skipped = $"Skipped as a peer of '{name}': {e.Message}";
            }
        }

        return new Row(name, threads, Timing.Compare(ours, null, limit), "", work) { Skipped = skipped };
    }
}
