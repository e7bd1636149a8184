using NanoGpt;

namespace Tests;

/// <summary>Sampling with the cache gives what sampling without it gives.</summary>
public class KeyValueCacheTests
{
    private const int Context = 80; // more than one tile of the cache

    private static GptConfig GptSizes => new() { BlockSize = Context, VocabSize = 61, NLayer = 2, NHead = 3, NEmbd = 60, Dropout = 0.2f };

    private static LlamaConfig LlamaSizes => new() { Dim = 48, HiddenDim = 40, NLayers = 2, NHeads = 4, NKvHeads = 2, VocabSize = 61, MaxSeqLen = Context };

    public static TheoryData<string, string> Models
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string device in TestDevices.Host)
            {
                all.Add("gpt", device);
                all.Add("llama", device);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_have_the_same_bits_token_by_token(string kind, string deviceName)
    {
        var model = Create(kind, deviceName);
        model.Training = false;
        int[] text = Text(Context);
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        double[] expected = model.Forward(Tensor.From(text, [1, Context], model.Device)).ToDoubles();
        using var cache = ((ICachedModel)model).CreateCache(1);
        for (int first = 0, next; first < Context; first = next)
        {
            next = first == 0 ? 11 : first + 1; // a prompt at once, then token by token
            var logits = ((ICachedModel)model).Forward(Tensor.From(text[first..next], [1, next - first], model.Device), cache);
            var row = expected.AsSpan((next - 1) * model.VocabSize, model.VocabSize);
            if (deviceName == "reference")
            {
                Assert.All(logits.ToDoubles().Zip(row.ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
            }
            else
            {
                Assert.True(row.SequenceEqual(logits.ToDoubles()), $"position {next - 1}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Texts_are_the_same_beyond_the_context_too(string kind, string deviceName)
    {
        var model = Create(kind, deviceName);
        int newTokens = deviceName == "reference" ? 20 : Context + 20;
        foreach (double temperature in new[] { 0, 0.9 })
        {
            List<int> Written(bool useCache) => [.. new Sampler(model, new TorchGenerator(7)) { Temperature = temperature, TopK = 40, TopP = 0.95, UseCache = useCache }
                .Generate(Text(deviceName == "reference" ? 70 : 5), newTokens)];
            var written = Written(true);
            Assert.Equal(newTokens, written.Count);
            Assert.Equal(Written(false), written);
        }
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("llama")]
    public void Prompts_side_by_side_get_the_texts_that_each_gets_alone(string kind)
    {
        var model = Create(kind, "cpu");
        int[][] prompts = [Text(9), [.. Text(9).Reverse()], Text(9)];
        List<int>[] alone = [.. prompts.Select(prompt => new Sampler(model, new TorchGenerator(1)) { Temperature = 0 }.Generate(prompt, 90).ToList())];
        var together = new Sampler(model, new TorchGenerator(1)) { Temperature = 0 }.Generate(prompts, 90).Select(step => step.ToArray()).ToList();
        for (int b = 0; b < prompts.Length; b++)
        {
            Assert.Equal(alone[b], together.Select(step => step[b]));
        }
    }

    [Fact]
    public void Prompts_that_cannot_be_continued_are_refused()
    {
        var sampler = new Sampler(Create("gpt", "cpu"), new TorchGenerator(1));
        Assert.Contains("2 and 3 tokens", Assert.Throws<DataException>(() => sampler.Generate([[1, 2], [1, 2, 3]], 1)).Message);
        Assert.Contains("token 61", Assert.Throws<DataException>(() => sampler.Generate([1, 61], 1)).Message);
        Assert.Contains("no prompt", Assert.Throws<DataException>(() => sampler.Generate(Array.Empty<int>(), 1)).Message);
        using var cache = ((ICachedModel)Create("gpt", "cpu")).CreateCache(1);
        cache.Advance(Context);
        Assert.Contains("80 are in the cache", Assert.Throws<ShapeException>(() => cache.RequireRoom(1)).Message);
    }

    [Theory]
    [InlineData("gpt", 1000)] // the view of a position, and its broadcast over the batch
    [InlineData("llama", 100)]
    public void A_token_takes_no_memory_from_the_system_and_next_to_none_of_the_programs(string kind, int bytesOfAToken)
    {
        var model = Create(kind, "cpu");
        long system = 0, own = 0;
        int count = 0;
        foreach (int _ in new Sampler(model, new TorchGenerator(7)) { TopK = 5, TopP = 0.9 }.Generate(Text(5), 60))
        {
            if (++count == 10)
            {
                (system, own) = (model.Device.Pool.Statistics.SystemAllocations, GC.GetAllocatedBytesForCurrentThread());
            }
        }

        own = GC.GetAllocatedBytesForCurrentThread() - own;
        Assert.Equal((60, system), (count, model.Device.Pool.Statistics.SystemAllocations));
        Assert.InRange(own / 50, 0, bytesOfAToken);
    }

    private static LanguageModel Create(string kind, string device) => kind == "gpt"
        ? new Gpt(GptSizes, new TorchGenerator(5), TestDevices.Get(device))
        : new Llama(LlamaSizes, new TorchGenerator(5), TestDevices.Get(device));

    private static int[] Text(int length) => KernelHarness.Integers(length, 3, 61);
}
