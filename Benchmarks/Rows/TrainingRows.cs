namespace Benchmarks;

/// <summary>Training steps against PyTorch, which is as nanoGPT uses it.</summary>
public static class TrainingRows
{
    private static readonly TrainedModel[] Models =
    [
        new("train shakespeare-char-cpu, batch 12", new GptConfig { NLayer = 4, NHead = 4, NEmbd = 128, VocabSize = 65, BlockSize = 64, Bias = false }, 12),
        new("train makemore's transformer, batch 32", new GptConfig { NLayer = 4, NHead = 4, NEmbd = 64, VocabSize = 27, BlockSize = 16, Bias = false }, 32),
        Gpt2("train GPT-2 124M, batch 4 of 64", batch: 4, length: 64),
        Gpt2("train GPT-2 124M, batch 1 of 1024", batch: 1, length: 1024) with { HasPeer = false },
        Gpt2("train GPT-2 124M, batch 1 of 1024, --recompute blocks", batch: 1, length: 1024) with { HasPeer = false, Recomputes = true },
    ];

    /// <summary>All models.</summary>
    /// <param name="threads">Threads of ours; of PyTorch's both one and as many are tried, since its libraries can get in each other's way.</param>
    public static IEnumerable<Plan> Plans(int threads)
    {
        foreach (var model in Models)
        {
            yield return new Plan(model.Name, threads, () => Measure(model, threads));
        }
    }

    private static TrainedModel Gpt2(string name, int batch, int length) =>
        new(name, new GptConfig { NLayer = 12, NHead = 12, NEmbd = 768, VocabSize = 50257, BlockSize = length, Bias = false }, batch) { ShowsMemory = true };

    private static Row Measure(TrainedModel model, int threads)
    {
        long? peak = model.ShowsMemory && Target.IsProcessor ? StepMemory.Measure(Array.IndexOf(Models, model)) : null;
        using var ours = model.Start(threads);
        return Row.Measure(
            model.Name,
            threads,
            Timing.Of(ours.Run),
            () => model.HasPeer && Target.IsProcessor ? PyTorch.StartFastest(model.Config, model.Batch, threads) : null,
            new Work(ours.Flops, Bound.Compute)) with
        { PeakBytes = peak };
    }

    /// <summary>The model of a number, ready to train.</summary>
    internal static TrainingStep Start(int number, int threads) => Models[number].Start(threads);

    /// <summary>A model and how it is trained.</summary>
    private sealed record TrainedModel(string Name, GptConfig Config, int Batch)
    {
        public bool HasPeer { get; init; } = true;

        public bool Recomputes { get; init; }

        public bool ShowsMemory { get; init; }

        public TrainingStep Start(int threads) => new(Config, Batch, threads, Recomputes);
    }
}
