using System.Diagnostics;

namespace Kernels;

/// <summary>
/// How fast bytes move: a copy that reads and writes as many bytes as the work does, so that both find the same share of
/// them in the caches.
/// </summary>
public static class CopySpeed
{
    /// <summary>As many as take the clock some hundred ticks.</summary>
    private const int FewestBytes = 1 << 20;

    private static byte[] source = [];
    private static byte[] target = [];

    /// <summary>Bytes read and written, a second.</summary>
    /// <param name="bytes">How many to move, half of them read and half written.</param>
    /// <param name="threads">Threads that copy, each its part.</param>
    public static double Measure(long bytes, int threads)
    {
        int half = (int)Math.Clamp(bytes / 2, 1, 1 << 28);
        if (source.Length < half)
        {
            source = new byte[half];
            target = new byte[half];
            source.AsSpan().Fill(1);
            Copy(half, threads);
        }

        int times = Math.Max(1, FewestBytes / half);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            Copy(half, threads);
        }

        return 2.0 * half * times / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Copy(int count, int threads)
    {
        if (threads == 1)
        {
            source.AsSpan(0, count).CopyTo(target);
            return;
        }

        int part = (count + threads - 1) / threads;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            int from = Math.Min(count, thread * part);
            int length = Math.Min(part, count - from);
            source.AsSpan(from, length).CopyTo(target.AsSpan(from, length));
        });
    }
}
