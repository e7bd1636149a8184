namespace Benchmarks;

/// <summary>Training steps against PyTorch, which is as nanoGPT uses it.</summary>
public static class TrainingRows
{
    private static readonly (string Name, GptConfig Config, int Batch)[] Models =
    [
        ("train shakespeare-char-cpu, batch 12", new GptConfig { NLayer = 4, NHead = 4, NEmbd = 128, VocabSize = 65, BlockSize = 64, Bias = false }, 12),
        ("train makemore's transformer, batch 32", new GptConfig { NLayer = 4, NHead = 4, NEmbd = 64, VocabSize = 27, BlockSize = 16, Bias = false }, 32),
        ("train GPT-2 124M, batch 4 of 64", new GptConfig { NLayer = 12, NHead = 12, NEmbd = 768, VocabSize = 50257, BlockSize = 64, Bias = false }, 4),
    ];

    /// <summary>All models.</summary>
    /// <param name="threads">Threads of ours; of PyTorch's both one and as many are tried, since its libraries can get in each other's way.</param>
    public static IEnumerable<Plan> Plans(int threads)
    {
        foreach (var (name, config, batch) in Models)
        {
            yield return new Plan(name, threads, () => Measure(name, config, batch, threads));
        }
    }

    private static Row Measure(string name, GptConfig config, int batch, int threads)
    {
        using var ours = new TrainingStep(config, batch, threads);
        using var peer = PyTorch.IsAvailable(out _) ? PyTorch.StartFastest(config, batch, threads) : null;
        return Row.Measure(
            name,
            threads,
            Timing.Of(ours.Run),
            peer is null ? null : peer.Time,
            peer?.Description ?? "",
            new Work(ours.Flops, Bound.Compute));
    }
}
