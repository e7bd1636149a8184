using Makemore;

namespace Benchmarks;

/// <summary>
/// The scalar engines: a step of micrograd's moons demo (65,800 operations forward, as many back) on objects and on the
/// tape, beside a tape in plain C; and a step of microgpt.
/// </summary>
public static class ScalarRows
{
    private const string Moons = "scalars: moons step";
    private const string Microgpt = "scalars: microgpt step";

    /// <summary>All rows; the engines have one thread.</summary>
    /// <param name="threads">Threads of the other rows.</param>
    public static IEnumerable<Plan> Plans(int threads) => threads > 1
        ? []
        :
        [
            new Plan($"{Moons}, tape", 1, () => MeasureMoons($"{Moons}, tape", demo => demo.StepOnTape)),
            new Plan($"{Moons}, objects", 1, () => MeasureMoons($"{Moons}, objects", demo => demo.StepOnObjects)),
            new Plan($"{Microgpt}, tape", 1, MeasureMicrogpt),
        ];

    /// <summary>Both begin their training of 100 steps again and again, so that both have the same numbers at the same time.</summary>
    private static Row MeasureMoons(string name, Func<MoonsDemo, Func<int, double>> stepOf)
    {
        var demo = new MoonsDemo();
        double[] start = [.. demo.Model.Parameters.Select(p => p.Data)];
        var step = stepOf(demo);
        using var peer = ScalarTapeInC.IsAvailable(out _) ? new ScalarTapeInC(demo) : null;
        double loss = Train(MoonsDemo.Steps);
        if (peer is not null && Math.Abs(peer.Run(MoonsDemo.Steps).Loss - loss) > 1e-9)
        {
            throw new InvalidOperationException($"{name}: the C program's loss differs from ours, {loss}.");
        }

        return Row.Measure(
            name,
            1,
            repeats => Timing.Of(() => Train(repeats))(1) / repeats,
            peer is null ? null : repeats => peer.Run(repeats).Seconds,
            "plain C, tape",
            null);

        double Train(int steps)
        {
            double last = 0;
            for (int k = 0; k < steps; k++)
            {
                if (k % MoonsDemo.Steps == 0)
                {
                    foreach (var (p, data) in demo.Model.Parameters.Zip(start))
                    {
                        p.Data = data;
                    }
                }

                last = step(k % MoonsDemo.Steps);
            }

            return last;
        }
    }

    /// <summary>On the first hundred names of names.txt, again and again; beside the same model on objects.</summary>
    private static Row MeasureMicrogpt()
    {
        string names = Corpora.Names(log: Console.WriteLine).Text;
        return Row.Measure(
            $"{Microgpt}, tape",
            1,
            Steps(MicrogptLadder.Rungs[^1].Start(names)),
            Steps(MicrogptLadder.MicrogptOnObjects(names)),
            "ours, objects",
            null);

        static Timer Steps(MicrogptLadder ladder)
        {
            int step = 0;
            return Timing.Of(() => ladder.Rung.Train(ladder.Tokens(step++ % 100), progress: 0.5));
        }
    }
}
