using System.Diagnostics;

namespace Benchmarks;

/// <summary>Runs something that many times and returns the seconds that one time took.</summary>
public delegate double Timer(int repeats);

/// <summary>A time that was measured in several rounds, in seconds.</summary>
/// <param name="Median">The middle round.</param>
/// <param name="Low">The fastest round.</param>
/// <param name="High">The slowest round.</param>
public readonly record struct Sample(double Median, double Low, double High)
{
    /// <summary>What the rounds' times come to.</summary>
    public static Sample Of(IReadOnlyList<double> rounds)
    {
        double[] sorted = [.. rounds.Order()];
        return new Sample(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}

/// <summary>Ours beside a peer, measured in turns.</summary>
/// <param name="Ours">Our time.</param>
/// <param name="Peer">The peer's time; null without a peer.</param>
/// <param name="Speedup">The median over the rounds of peer's time / our time: above 1 we are faster.</param>
/// <param name="Limit">What the machine could do in the same rounds, operations or bytes a second; null where there is no such limit.</param>
public sealed record Comparison(Sample Ours, Sample? Peer, double? Speedup, double? Limit);

/// <summary>
/// How everything here is timed: ours, the peer and the machine's limit in turns, A B C A B C, and the medians of the
/// rounds. A machine's speed changes from minute to minute with its clock and its other guests; what was measured back
/// to back can be compared, and nothing else.
/// </summary>
public static class Timing
{
    private const double SecondsPerRound = 0.02;
    private const double SecondsPerComparison = 1.5;
    private const double SecondsToSettle = 0.4;
    private const int FewestRounds = 3;
    private const int MostRounds = 25;

    /// <summary>Times an action by the wall clock.</summary>
    public static Timer Of(Action action) => repeats =>
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    };

    /// <summary>Measures in turns, for a second or two.</summary>
    /// <param name="ours">Ours.</param>
    /// <param name="peer">The peer; null for none.</param>
    /// <param name="limit">Measures what the machine can do now, per second; null for none.</param>
    public static Comparison Compare(Timer ours, Timer? peer = null, Func<double>? limit = null)
    {
        int oursRepeats = WarmUp(ours);
        int peerRepeats = peer is null ? 0 : WarmUp(peer);
        limit?.Invoke();
        var oursTimes = new List<double>();
        var peerTimes = new List<double>();
        var limits = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (oursTimes.Count < FewestRounds
            || (oursTimes.Count < MostRounds && Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsPerComparison))
        {
            oursTimes.Add(ours(oursRepeats));
            if (peer is not null)
            {
                peerTimes.Add(peer(peerRepeats));
            }

            if (limit is not null)
            {
                limits.Add(limit());
            }
        }

        return new Comparison(
            Sample.Of(oursTimes),
            peer is null ? null : Sample.Of(peerTimes),
            peer is null ? null : Sample.Of([.. peerTimes.Zip(oursTimes, (theirs, our) => theirs / our)]).Median,
            limit is null ? null : Sample.Of(limits).Median);
    }

    /// <summary>
    /// Lets the compiler and the caches settle, and finds how many repeats make a round long enough for the clock. The compiler optimises a
    /// method in the background once it was called often and nothing new was called for a tenth of a second; until then times say little.
    /// </summary>
    private static int WarmUp(Timer timer)
    {
        long start = Stopwatch.GetTimestamp();
        timer(1);
        int repeats = 1;
        do
        {
            repeats = (int)Math.Clamp(SecondsPerRound / timer(repeats), 1, 1e6);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsToSettle);
        return repeats;
    }
}
