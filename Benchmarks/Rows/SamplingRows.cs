namespace Benchmarks;

/// <summary>
/// A token of a text, with the cache, one text at a time. The weights are read once for each token, which is all that a large model's
/// time goes into: the limit is the speed at which as many bytes can be read. Small models lie in the caches; there it is their overhead
/// that shows.
/// </summary>
public static class SamplingRows
{
    private static readonly LlamaConfig Stories260K = new() { Dim = 64, HiddenDim = 172, NLayers = 5, NHeads = 8, NKvHeads = 4, VocabSize = 512, MaxSeqLen = 512 };

    private static readonly (string Name, Func<Device, LanguageModel> Create, double Temperature)[] Models =
    [
        ("sample GPT-2 124M, greedy", Gpt2, 0),
        ("sample GPT-2 124M, temperature 0.8, top-k 200", Gpt2, 0.8),
        ("sample stories260K's shape, greedy", device => new Llama(Stories260K, new TorchGenerator(1337), device), 0),
        ("sample stories15M's shape, greedy", device => new Llama(new LlamaConfig(), new TorchGenerator(1337), device), 0),
    ];

    /// <summary>All models.</summary>
    /// <param name="threads">Threads that compute.</param>
    public static IEnumerable<Plan> Plans(int threads)
    {
        foreach (var (name, create, temperature) in Models)
        {
            yield return new Plan(name, threads, () => Measure(name, create, temperature, threads));
        }
    }

    private static Gpt Gpt2(Device device) => new(new GptConfig { VocabSize = 50257 }, new TorchGenerator(1337), device);

    private static Row Measure(string name, Func<Device, LanguageModel> create, double temperature, int threads)
    {
        using var writing = new EndlessText(create, temperature, threads);
        return Row.Measure(name, threads, Timing.Of(writing.Next), StartPeer, new Work(writing.BytesOfWeights, Bound.Reading));

        IPeer? StartPeer() => writing.Model is Llama llama && Target.IsProcessor && Llama2cRun.IsAvailable(out _) ? new Llama2cRun(llama, threads) : null;
    }
}
