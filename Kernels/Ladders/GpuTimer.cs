using System.Diagnostics;

namespace Kernels;

/// <summary>Times work that is queued on a GPU: many launches, then one wait.</summary>
public static class GpuTimer
{
    private const double SecondsPerRound = 0.05;
    private const int Rounds = 5;

    /// <summary>Seconds of one run, the median of a few rounds.</summary>
    /// <param name="device">Where it is queued.</param>
    /// <param name="queue">Queues it.</param>
    public static double Seconds(GpuDevice device, Action queue)
    {
        Round(device, queue, 1); // compiles
        double once = Round(device, queue, 1);
        int repeats = (int)Math.Clamp(SecondsPerRound / once, 1, 1000);
        int rounds = once > 1 ? 1 : Rounds;
        return Enumerable.Range(0, rounds).Select(_ => Round(device, queue, repeats)).Order().ElementAt(rounds / 2);
    }

    /// <summary>Seconds of one version on one shape; null: it does not fit.</summary>
    /// <param name="device">The ladder's device.</param>
    /// <param name="ladder">The job.</param>
    /// <param name="rung">The version's place.</param>
    /// <param name="shape">The sizes.</param>
    public static double? Seconds(GpuDevice device, Ladder ladder, int rung, int[] shape)
    {
        Buffer[] buffers = [.. ladder.Operands(shape).Select(operand => operand.AllocateNoise(device))];
        try
        {
            return ladder.Fits(rung, buffers, shape) ? Seconds(device, () => ladder.Run(rung, buffers, shape)) : null;
        }
        finally
        {
            Array.ForEach(buffers, buffer => buffer.Storage.Release());
        }
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
