using Makemore;

namespace Benchmarks;

/// <summary>The training steps of lectures 4 and 6 against the same in plain C and in PyTorch. They are small: what an operation costs beside its arithmetic shows.</summary>
public static class MakemoreRows
{
    private const int ExampleNames = 20_000;

    /// <summary>A step is a few dozen short methods, which the compiler optimises in the background, one after another; a lecture has 200,000 steps.</summary>
    private const int WarmUpSteps = 5000;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Both lectures.</summary>
    /// <param name="threads">Threads of ours; the peers have one.</param>
    public static IEnumerable<Plan> Plans(int threads)
    {
        foreach (var (lecture, name) in new[] { (4, "lecture 4, a step of the batch norm MLP"), (6, "lecture 6, a step of the WaveNet") })
        {
            yield return new Plan(name, threads, () => Measure(lecture, name, threads, () => LecturesInC.IsAvailable(out _) ? new LecturesInC(lecture) : null));
            if (threads == 1)
            {
                string beside = $"{name}, beside PyTorch";
                yield return new Plan(beside, threads, () => Measure(lecture, beside, threads, () => PyTorch.StartIfAvailable("lecture_step.py", threads, $"{lecture}")));
            }
        }
    }

    private static Row Measure(int lecture, string name, int threads, Func<IPeer?> peer)
    {
        Device.Cpu.Threads = threads;
        var g = new TorchGenerator(42);
        var (model, blockSize) = lecture == 4 ? (BatchNormMlp(g), 3) : (WaveNet(g), 8);
        var batches = new Minibatches(MadeUpExamples(blockSize), LectureTraining.BatchSize, g);
        var sgd = new Sgd(model.Parameters, 0);
        void Step() => LectureTraining.Step(model, batches, sgd, 0.1);
        Timing.Of(Step)(WarmUpSteps);
        return Row.Measure(name, threads, Timing.Of(Step), peer, null);
    }

    /// <summary>12,097 parameters.</summary>
    private static Sequential BatchNormMlp(TorchGenerator g) => new(
        new Embedding(27, 10, g),
        new FlattenConsecutive(3), LectureLayers.Linear(3 * 10, 200, g), LectureLayers.BatchNorm(200), new Tanh(),
        LectureLayers.Linear(200, 27, g, bias: true, factor: 0.01));

    /// <summary>76,579 parameters.</summary>
    private static Sequential WaveNet(TorchGenerator g) => new(
        new Embedding(27, 24, g),
        new FlattenConsecutive(2), LectureLayers.Linear(2 * 24, 128, g), LectureLayers.BatchNorm(128), new Tanh(),
        new FlattenConsecutive(2), LectureLayers.Linear(2 * 128, 128, g), LectureLayers.BatchNorm(128), new Tanh(),
        new FlattenConsecutive(2), LectureLayers.Linear(2 * 128, 128, g), LectureLayers.BatchNorm(128), new Tanh(),
        LectureLayers.Linear(128, 27, g, bias: true, factor: 0.1));

    /// <summary>The speed does not depend on the names.</summary>
    private static Examples MadeUpExamples(int blockSize)
    {
        var random = new Random(1);
        var names = Enumerable.Range(0, ExampleNames).Select(_ => new string(random.GetItems<char>(Alphabet, random.Next(2, 12))));
        return new Examples([Alphabet, .. names], new Vocabulary(NameSplits.End + Alphabet), blockSize);
    }
}
