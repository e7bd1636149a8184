using Makemore;

namespace Benchmarks;

/// <summary>The training steps of lectures 4 and 6 against the same in plain C. They are small: what an operation costs beside its arithmetic shows.</summary>
public static class MakemoreRows
{
    private const int ExampleNames = 20_000;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Both lectures, on one thread, as the lectures' speed is stated.</summary>
    public static IEnumerable<Plan> Plans(int threads)
    {
        if (threads == 1)
        {
            yield return new Plan("lecture 4, a step of the batch norm MLP", threads, () => Measure(4, threads));
            yield return new Plan("lecture 6, a step of the WaveNet", threads, () => Measure(6, threads));
        }
    }

    private static Row Measure(int lecture, int threads)
    {
        Device.Cpu.Threads = threads;
        var g = new TorchGenerator(42);
        var (model, blockSize) = lecture == 4
            ? (LossLog.Rows[^1].Create(g), LossLog.BlockSize)
            : (WaveNetLecture.Create(g), WaveNetLecture.BlockSize);
        var batches = new Minibatches(MadeUpExamples(blockSize), LectureTraining.BatchSize, g);
        var sgd = new Sgd(model.Parameters, 0);
        using var peer = PlainC.IsAvailable(out _) ? new PlainC(lecture) : null;
        return Row.Measure(
            lecture == 4 ? "lecture 4, a step of the batch norm MLP" : "lecture 6, a step of the WaveNet",
            threads,
            Timing.Of(() => LectureTraining.Step(model, batches, sgd, 0.1)),
            peer is null ? null : peer.Time,
            "plain C",
            null);
    }

    /// <summary>The speed does not depend on the names.</summary>
    private static Examples MadeUpExamples(int blockSize)
    {
        var random = new Random(1);
        var names = Enumerable.Range(0, ExampleNames).Select(_ => new string(random.GetItems<char>(Alphabet, random.Next(2, 12))));
        return new Examples([Alphabet, .. names], new Vocabulary(NameSplits.End + Alphabet), blockSize);
    }
}
