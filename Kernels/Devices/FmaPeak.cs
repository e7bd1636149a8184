using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Kernels;

/// <summary>
/// The most multiply-adds that one core does: independent chains in registers, no memory. Measured beside each kernel,
/// since the clock of a shared machine is never the same twice.
/// </summary>
public static class FmaPeak
{
    private const int Steps = 1_000_000;
    private const int Rounds = 3;

    /// <summary>Twelve chains: more than the 2 units x 4 cycles of latency ask for.</summary>
    private const int Chains = 12;

    private static float sink;

    /// <summary>Whether the processor has such an instruction; without it the measurement would measure a function.</summary>
    public static bool IsSupported => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>Floats in the widest register.</summary>
    private static int Width => Avx512F.IsSupported ? 16 : 8;

    /// <summary>GFLOP/s of one core, over about 3 ms.</summary>
    public static double Measure()
    {
        long start = Stopwatch.GetTimestamp();
        if (Avx512F.IsSupported)
        {
            Run512();
        }
        else
        {
            Run256();
        }

        return 2.0 * Steps * Chains * Width / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    /// <summary>
    /// GFLOP/s of several threads. All at once, since they may share a core's units; the best of a few rounds, since others may want the
    /// machine.
    /// </summary>
    public static double Measure(int threads)
    {
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var speeds = new double[threads];
            Thread[] team = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => speeds[i] = Measure()))];
            Array.ForEach(team, thread => thread.Start());
            Array.ForEach(team, thread => thread.Join());
            best = Math.Max(best, speeds.Sum());
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run512()
    {
        var x = Vector512.Create(0.5f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, x);
            b = Vector512.FusedMultiplyAdd(b, x, x);
            c = Vector512.FusedMultiplyAdd(c, x, x);
            d = Vector512.FusedMultiplyAdd(d, x, x);
            e = Vector512.FusedMultiplyAdd(e, x, x);
            f = Vector512.FusedMultiplyAdd(f, x, x);
            g = Vector512.FusedMultiplyAdd(g, x, x);
            h = Vector512.FusedMultiplyAdd(h, x, x);
            i = Vector512.FusedMultiplyAdd(i, x, x);
            j = Vector512.FusedMultiplyAdd(j, x, x);
            k = Vector512.FusedMultiplyAdd(k, x, x);
            l = Vector512.FusedMultiplyAdd(l, x, x);
        }

        sink = Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run256()
    {
        var x = Vector256.Create(0.5f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, x);
            b = Vector256.FusedMultiplyAdd(b, x, x);
            c = Vector256.FusedMultiplyAdd(c, x, x);
            d = Vector256.FusedMultiplyAdd(d, x, x);
            e = Vector256.FusedMultiplyAdd(e, x, x);
            f = Vector256.FusedMultiplyAdd(f, x, x);
            g = Vector256.FusedMultiplyAdd(g, x, x);
            h = Vector256.FusedMultiplyAdd(h, x, x);
            i = Vector256.FusedMultiplyAdd(i, x, x);
            j = Vector256.FusedMultiplyAdd(j, x, x);
            k = Vector256.FusedMultiplyAdd(k, x, x);
            l = Vector256.FusedMultiplyAdd(l, x, x);
        }

        sink = Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
