using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Benchmarks;

/// <summary>How fast bytes can be read: a sum over as many bytes as the work reads, so that both find the same share of them in the caches.</summary>
public static class ReadSpeed
{
    private static ulong[] source = [];
    private static ulong sink;

    /// <summary>Bytes read a second.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="threads">Threads that read, each its part.</param>
    public static double Measure(long bytes, int threads)
    {
        int count = (int)Math.Clamp(bytes / sizeof(ulong), 64, 1 << 27);
        if (source.Length < count)
        {
            source = new ulong[count];
            source.AsSpan().Fill(1);
            Read(count, threads);
        }

        long start = Stopwatch.GetTimestamp();
        Read(count, threads);
        return (double)count * sizeof(ulong) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Read(int count, int threads)
    {
        if (threads == 1)
        {
            sink = Sum(source.AsSpan(0, count));
            return;
        }

        int part = (count + threads - 1) / threads;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            int from = Math.Min(count, thread * part);
            Interlocked.Add(ref sink, Sum(source.AsSpan(from, Math.Min(part, count - from))));
        });
    }

    private static ulong Sum(ReadOnlySpan<ulong> numbers)
    {
        Vector<ulong> a = default, b = default, c = default, d = default;
        var vectors = MemoryMarshal.Cast<ulong, Vector<ulong>>(numbers);
        int i = 0;
        for (; i <= vectors.Length - 4; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }

        return Vector.Sum(a + b + c + d);
    }
}
