using System.Text.Json.Nodes;

namespace Benchmarks;

/// <summary>
/// Steps of GPT-2 in bf16 as <c>train</c> makes them, beside PyTorch's from the same weights on the same tokens: the tokens of a second, and
/// whether the losses are the same. Nothing but rounding may tell them apart, and how much that is two ways to compute in PyTorch show.
/// </summary>
internal static class Gpt2Training
{
    /// <summary>Steps that are not timed: kernels are compiled, memory is taken.</summary>
    private const int WarmUp = 10;

    private const double LearningRate = 3e-4; // build-nanogpt's first one

    /// <summary>GPT-2 124M with rows for 50,304 tokens, in batches of 32 x 1024.</summary>
    private static readonly JsonObject Whole = new()
    {
        ["n-layer"] = 12,
        ["n-head"] = 12,
        ["n-embd"] = 768,
        ["vocab-size"] = 50304,
        ["block-size"] = 1024,
        ["batch-size"] = 32,
        ["max-iters"] = 50,
    };

    /// <summary>What a processor behind OpenCL can do in the same time.</summary>
    private static readonly JsonObject Small = new()
    {
        ["n-layer"] = 2,
        ["n-head"] = 2,
        ["n-embd"] = 128,
        ["vocab-size"] = 512,
        ["block-size"] = 64,
        ["batch-size"] = 4,
        ["max-iters"] = 20,
    };

    private static readonly JsonObject Common = new()
    {
        ["dtype"] = "bfloat16",
        ["bias"] = true,
        ["activation"] = "gelu-tanh",
        ["dropout"] = 0,
        ["data-order"] = "sequential",
        ["decay-lr"] = false,
        ["learning-rate"] = LearningRate,
        ["beta2"] = 0.95,
        ["weight-decay"] = 0.1,
        ["grad-clip"] = 1.0,
        ["sample-interval"] = 0,
        ["eval-interval"] = 1000000,
    };

    /// <summary>Trains, then lets PyTorch.</summary>
    public static Gpt2Result Run(GpuDevice device)
    {
        var config = Config(device is CudaDevice ? Whole : Small);
        string folder = Directory.CreateTempSubdirectory("zerotohero-").FullName;
        try
        {
            string tokens = Path.Combine(folder, "tokens.bin"), weights = Path.Combine(folder, "weights.safetensors");
            WriteTokens(config, tokens);
            using var data = TokenFolder.TryOpen(tokens, new NumberCodec(config.VocabSize))!;
            var recorder = new StepRecorder();
            var trainer = new Trainer(config, data, device, outDir: null, recorder) { Peak = PeakSpeed.Of(device, 0, bfloat16: true) };
            WriteWeights(trainer.Model, weights);
            for (int step = 0; step < config.MaxIters; step++)
            {
                trainer.TrainStep();
            }

            double speed = Sample.Of(recorder.TokensPerSecond[WarmUp..]).Median;
            double? share = ModelFlops.PerToken(trainer.Model) * speed / trainer.Peak?.FlopsPerSecond;
            var result = new Gpt2Result(SizesOf(config), [.. recorder.Losses], speed, share, device.Pool.Statistics.BytesHeld, []);
            Console.WriteLine($"  {result.Ours}");
            device.Pool.Trim(); // PyTorch needs room
            foreach (bool compiles in new[] { false, true })
            {
                var peer = Peer(config, device, compiles, weights, tokens);
                result.Peers.Add(peer);
                Console.WriteLine($"  {result.Beside(peer)}");
            }

            return result;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TrainConfig Config(JsonObject sizes)
    {
        var options = (JsonObject)Common.DeepClone();
        foreach (var (name, value) in sizes)
        {
            options[name] = value!.DeepClone();
        }

        return Presets.Load(Presets.Default, options);
    }

    private static string SizesOf(TrainConfig config) => FormattableString.Invariant(
        $"GPT-2, {config.NLayer} layers, {config.NEmbd} channels, {config.VocabSize} tokens, B = {config.BatchSize}, T = {config.BlockSize}, bf16, {config.MaxIters} steps");

    /// <summary>Something to learn: words of a few tokens in random order. The last tenth would validate.</summary>
    private static void WriteTokens(TrainConfig config, string path)
    {
        const int Words = 256, Longest = 6;
        var random = new PythonRandom(1337);
        ushort[][] words = [.. Enumerable.Range(0, Words).Select(_ => Enumerable.Range(0, 1 + (int)random.RandRange(Longest)).Select(_ => (ushort)random.RandRange(config.VocabSize)).ToArray())];
        int count = (int)(((config.MaxIters + 1.0) * config.BatchSize * config.BlockSize / 0.9) + config.BlockSize);
        using var file = new BinaryWriter(File.Create(path));
        for (int written = 0; written < count;)
        {
            foreach (ushort token in words[random.RandRange(Words)])
            {
                file.Write(token);
                written++;
            }
        }
    }

    private static void WriteWeights(LanguageModel model, string path)
    {
        var writer = new SafeTensorsWriter();
        foreach (var (name, tensor) in model.NamedParameters)
        {
            writer.Add(name, tensor.Shape, () =>
            {
                float[] values = new float[checked((int)tensor.Count)];
                tensor.CopyTo(values);
                return values;
            });
        }

        writer.Save(path);
    }

    /// <summary>PyTorch's run; without a number, and with the reason, where there is none.</summary>
    private static Gpt2Peer Peer(TrainConfig config, GpuDevice device, bool compiles, string weights, string tokens)
    {
        string name = compiles ? "PyTorch, compiled" : "PyTorch";
        try
        {
            var run = PyTorch.Train(
                config.MaxIters,
                $"--device={(device is CudaDevice ? "cuda" : "cpu")}", $"--compile={(compiles ? 1 : 0)}", $"--weights={weights}", $"--tokens={tokens}",
                $"--heads={config.NHead}", $"--length={config.BlockSize}", $"--batch={config.BatchSize}", FormattableString.Invariant($"--learning-rate={LearningRate}"));
            double seconds = Sample.Of(run.Milliseconds[WarmUp..]).Median / 1e3;
            return new Gpt2Peer($"{name} {run.Torch}", run.Losses, config.TokensPerStep / seconds);
        }
        catch (PeerException e)
        {
            return new Gpt2Peer(name, [], double.NaN, e.Message);
        }
    }
}

/// <summary>Somebody else's run.</summary>
/// <param name="Name">Who.</param>
/// <param name="Losses">Each step's.</param>
/// <param name="TokensPerSecond">Median over the steps after the first ones.</param>
/// <param name="Failure">Why there is none; empty: there is.</param>
internal sealed record Gpt2Peer(string Name, double[] Losses, double TokensPerSecond, string Failure = "");

/// <summary>A run of GPT-2, and those beside it.</summary>
/// <param name="Sizes">Of the model and the batch, in words.</param>
/// <param name="Losses">Each step's.</param>
/// <param name="TokensPerSecond">Median over the steps after the first ones.</param>
/// <param name="Utilisation">Model FLOPs utilisation: the share of the data sheet's FLOP/s; null: nobody knows these.</param>
/// <param name="BytesHeld">Of the device's memory, at the end and so at the most.</param>
/// <param name="Peers">The same steps by others.</param>
internal sealed record Gpt2Result(string Sizes, double[] Losses, double TokensPerSecond, double? Utilisation, long BytesHeld, List<Gpt2Peer> Peers)
{
    /// <summary>Our run in words.</summary>
    public string Ours => FormattableString.Invariant(
        $"{Sizes}: {TokensPerSecond:N0} tokens/s{(Utilisation is { } share ? FormattableString.Invariant($", MFU {100 * share:N1} %") : "")}, {BytesHeld / 1e9:N2} GB; losses {Losses[0]:F4} to {Losses[^1]:F4}");

    /// <summary>A peer's run beside ours, and beside the first peer's, in words: where two ways to compute in PyTorch differ as much, it is bf16's noise.</summary>
    public string Beside(Gpt2Peer peer) => peer.Failure != "" ? $"{peer.Name}: {peer.Failure}" : FormattableString.Invariant(
        $"{peer.Name}: {peer.TokensPerSecond:N0} tokens/s, ours {100 * TokensPerSecond / peer.TokensPerSecond:N0} % of it; losses {Distance(peer.Losses, Losses):e1} from ours{(peer == Peers[0] || Peers[0].Failure != "" ? "" : FormattableString.Invariant($" and {Distance(peer.Losses, Peers[0].Losses):e1} from {Peers[0].Name}'s"))}");

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => double.IsFinite(x - y) ? Math.Abs(x - y) : double.PositiveInfinity).Max();
}
