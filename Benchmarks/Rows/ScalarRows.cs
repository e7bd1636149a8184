using Makemore;

namespace Benchmarks;

/// <summary>
/// The scalar engines: a step of micrograd's moons demo on objects and on the tape, beside a tape in plain C; and a step of microgpt. A
/// node is an operation of the expression as it is written, such as one of a neuron's products; its backward pass is no node of its own. Our
/// tape replays a recording in which sums of products are one entry, C's builds the expression anew: the nodes are the same.
/// </summary>
public static class ScalarRows
{
    private const string Moons = "scalars: moons step";
    private const string Microgpt = "scalars: microgpt step";
    private const int MicrogptNames = 100;

    private static readonly Lazy<string> Names = new(() => Corpora.Names(log: Console.WriteLine).Text);

    /// <summary>All rows; the engines have one thread.</summary>
    /// <param name="threads">Threads of the other rows.</param>
    public static IEnumerable<Plan> Plans(int threads) => threads > 1
        ? []
        :
        [
            new Plan($"{Moons}, tape", 1, () => MeasureMoons($"{Moons}, tape", demo => demo.StepOnTape)),
            new Plan($"{Moons}, objects", 1, () => MeasureMoons($"{Moons}, objects", demo => demo.StepOnObjects)),
            new Plan($"{Microgpt}, tape", 1, () => MeasureMicrogpt($"{Microgpt}, tape", MicrogptOnObjects)),
            new Plan($"{Microgpt}, tape, beside PyTorch", 1, () => MeasureMicrogpt($"{Microgpt}, tape, beside PyTorch", MicrogptInPyTorch)),
        ];

    /// <summary>Both begin their training of 100 steps again and again, so that both have the same numbers at the same time.</summary>
    private static Row MeasureMoons(string name, Func<MoonsDemo, Func<int, double>> stepOf)
    {
        var demo = new MoonsDemo();
        double[] start = [.. demo.Model.Parameters.Select(p => p.Data)];
        var step = stepOf(demo);
        double loss = Train(MoonsDemo.Steps);
        return Row.Measure(
            name,
            1,
            repeats => Timing.Of(() => Train(repeats))(1) / repeats,
            () => ScalarTapeInC.IsAvailable(out _) ? StartPeer() : null,
            new Work(demo.OperationCount, Bound.Nodes));

        ScalarTapeInC StartPeer()
        {
            var peer = new ScalarTapeInC(demo.Data, start);
            var (peerLoss, operations) = peer.Train(MoonsDemo.Steps);
            return Math.Abs(peerLoss - loss) <= 1e-9 && operations == demo.OperationCount
                ? peer
                : throw new InvalidOperationException($"{name}: the C program has {operations} operations and loss {peerLoss}, we {demo.OperationCount} and {loss}.");
        }

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

    /// <summary>On the first hundred names of names.txt, again and again.</summary>
    private static Row MeasureMicrogpt(string name, Func<IPeer?> peer) =>
        Row.Measure(name, 1, Timing.Of(MicrogptSteps(MicrogptLadder.Rungs[^1].Start(Names.Value))), peer, null);

    private static Peer MicrogptOnObjects() => new("ours, objects", MicrogptSteps(MicrogptLadder.MicrogptOnObjects(Names.Value)));

    /// <summary>PyTorch gets the names' lengths, on which alone the time depends.</summary>
    private static PyTorch? MicrogptInPyTorch()
    {
        var ladder = MicrogptLadder.Rungs[^1].Start(Names.Value);
        var lengths = Enumerable.Range(0, MicrogptNames).Select(step => Math.Min(MicrogptLadder.BlockSize, ladder.Tokens(step).Length - 1));
        return PyTorch.StartIfAvailable("lecture_step.py", threads: 1, "microgpt", "--lengths", string.Join(',', lengths));
    }

    private static Action MicrogptSteps(MicrogptLadder ladder)
    {
        int step = 0;
        return () => ladder.Rung.Train(ladder.Tokens(step++ % MicrogptNames), progress: 0.5);
    }
}
