using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// The sum of gradients over two ranks as training asks for it, <see cref="ProcessGroup.AllReduce"/>, beside the engine's own
/// MPI_Allreduce. Ranks that wait for their turn would spin; so for each turn mpirun starts either program anew.
/// </summary>
internal static class ReductionRows
{
    private const string Name = "reduction";
    private const int Ranks = 2, Megabyte = 1 << 20;
    private const int Sums = 10; // one after another, as a step has them; then ranks meet

    /// <summary>Until the compiler has optimised what is called: it waits longer where a rank has one core.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3), Measuring = TimeSpan.FromSeconds(0.3);

    private static readonly double[] Megabytes = [0.25, 1, 4, 16];

    private static readonly Lazy<(string? Program, string Reason)> Peer = new(() => CCompiler.CompileBy("mpicc", "openmpi-bin libopenmpi-dev", "allreduce.c"));

    /// <summary>True if there is an MPI to measure with.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Peer.Value.Reason;
        return Peer.Value.Program is not null;
    }

    /// <summary>All sizes.</summary>
    /// <param name="threads">Each rank has one.</param>
    public static IEnumerable<Plan> Plans(int threads)
    {
        if (threads != 1 || !IsAvailable(out _))
        {
            yield break;
        }

        foreach (double megabytes in Megabytes)
        {
            string name = FormattableString.Invariant($"sum {megabytes} MiB over {Ranks} ranks");
            int count = (int)(megabytes * Megabyte / sizeof(float));
            string argument = count.ToString(CultureInfo.InvariantCulture);
            yield return new Plan(name, threads, () => Row.Measure(
                name,
                threads,
                _ => Seconds(ThisProgram.AnswerOfRanks(Ranks, Name, argument)),
                () => new AllReduce(argument),
                new Work(sizeof(float) * (double)count, Bound.Memory)));
        }
    }

    /// <summary>The command of a rank: the first one prints the seconds of a sum, the median of many.</summary>
    public static Command CreateCommand()
    {
        var count = new Argument<int>("count");
        var command = new Command(Name, "Sums floats over the ranks that mpirun started and prints the seconds.") { count };
        command.Hidden = true;
        command.SetAction(parsed => RankRun.Run(TimeSpan.FromMinutes(1), CommandIo.Console, (group, io) =>
        {
            io.Output.WriteLine(Median(group, parsed.GetValue(count)).ToString("R", CultureInfo.InvariantCulture));
            return 0;
        }));
        return command;
    }

    private static double Median(ProcessGroup group, int count)
    {
        var device = new CpuDevice(threads: 1);
        var values = new Buffer(device.Allocate(DType.F32, count), 0, count);
        RequireSum(group, values);
        Rounds(group, values, WarmUp);
        return Sample.Of(Rounds(group, values, Measuring)).Median;
    }

    /// <summary>Whoever adds up something else is fast in vain. Leaves zeros, whose sums stay as they are.</summary>
    private static void RequireSum(ProcessGroup group, Buffer values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values.F32[i] = (group.Rank + 1) * (i % 1000);
        }

        group.AllReduce(values).Wait();
        int all = group.Size * (group.Size + 1) / 2;
        for (int i = 0; i < values.Length; i++)
        {
            if (values.F32[i] != all * (i % 1000))
            {
                throw new InvalidOperationException(FormattableString.Invariant($"Element {i} of the sum over {group.Size} ranks is {values.F32[i]} on rank {group.Rank}, not {all * (i % 1000)}."));
            }
        }

        values.F32.Clear();
    }

    private static List<double> Rounds(ProcessGroup group, Buffer values, TimeSpan time)
    {
        var seconds = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        while (!group.Any(Stopwatch.GetElapsedTime(begin) > time))
        {
            group.Barrier();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Sums; i++)
            {
                group.AllReduce(values).Wait();
            }

            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / Sums);
        }

        return seconds;
    }

    private static double Seconds(string answer) => double.Parse(answer, CultureInfo.InvariantCulture);

    /// <summary>MPI's own sum, in C.</summary>
    private sealed class AllReduce(string count) : IPeer
    {
        public string Name => "MPI_Allreduce";

        public double Time(int repeats) => Seconds(ThisProgram.Run("mpirun", ["-np", $"{Ranks}", Peer.Value.Program!, count]));

        public void Dispose()
        {
        }
    }
}
