using System.Diagnostics;

namespace Benchmarks;

/// <summary>Times work that is queued on a GPU: many launches, then one wait.</summary>
internal static class GpuTimer
{
    private const double SecondsPerRound = 0.05;
    private const int Rounds = 5;

    /// <summary>Seconds of one run, the median of a few rounds.</summary>
    public static double Seconds(GpuDevice device, Action queue)
    {
        Round(device, queue, 1); // compiles
        double once = Round(device, queue, 1);
        int repeats = (int)Math.Clamp(SecondsPerRound / once, 1, 1000);
        int rounds = once > 1 ? 1 : Rounds;
        return Sample.Of([.. Enumerable.Range(0, rounds).Select(_ => Round(device, queue, repeats))]).Median;
    }

    private static double Round(GpuDevice device, Action queue, int repeats)
    {
        device.Synchronize();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            queue();
        }

        device.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }
}
