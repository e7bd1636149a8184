using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NanoGpt;
using Xunit.Abstractions;

namespace Tests;

/// <summary>
/// GPT-2 124M in its real size, with random weights, on one batch of 4 x 64 of Shakespeare's first tokens: it learns them by heart as
/// fast as the same model in PyTorch, and nothing of it is lost in a file.
/// </summary>
public sealed class Gpt2SizeTests(ITestOutputHelper output) : IDisposable
{
    private const string Shakespeare = "tinyshakespeare/input.txt";
    private const int B = 4, T = 64, Steps = 60;
    private const string Format = "test";

    /// <summary>
    /// PyTorch's losses, by step. With other random weights ours differ; they may be ahead by this much, and hardly behind.
    /// </summary>
    private static readonly (int Step, double Loss)[] PyTorchs = [(10, 6.35), (20, 4.33), (40, 1.97), (60, 0.14)];

    private const double Ahead = 2, Behind = 0.15;

    /// <summary>
    /// All weights N(0, 0.02). With the smaller projections of GPT-2's own start, steps of 3e-4 without warm-up or clipping meet a
    /// spike of the loss before they have learned the batch.
    /// </summary>
    private static readonly GptConfig Gpt2 = new() { VocabSize = 50257, Activation = Activation.GeluTanh, ScaleResidualInit = false };

    private readonly CpuDevice device = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        device.Team.Dispose();
    }

    [DataFact(Shakespeare)]
    [Trait("Group", "Long")]
    public void It_learns_a_batch_by_heart_and_goes_on_from_a_file_in_every_bit()
    {
        var (x, y) = Batch();
        var run = new Run(device, seed: 1337);
        Assert.Equal(124_439_808, run.Model.ParameterCount);
        var losses = Enumerable.Range(0, Steps).Select(_ => run.Step(x, y)).ToList();
        string path = folder.File("ckpt.safetensors");
        CheckpointFile.Writer(Format, 1, run.Model, run.Optimizer).Save(path);
        losses.Add(run.Step(x, y));
        foreach (var (step, loss) in PyTorchs)
        {
            output.WriteLine(FormattableString.Invariant($"step {step}: loss {losses[step]:F4}, PyTorch {loss}"));
            Assert.InRange(losses[step], loss - Ahead, loss + Behind);
        }

        Assert.InRange(losses[0], 10.8, 11.1); // PyTorch: 10.978
        string[] expected = run.Fingerprints();
        run.Free();

        var resumed = new Run(device, seed: 1);
        using (var file = CheckpointFile.Open(path, Format, 1))
        {
            file.Load(resumed.Model, resumed.Optimizer);
        }

        resumed.Optimizer.Steps = Steps;
        Assert.Equal(losses[Steps], resumed.Step(x, y));
        Assert.Equal(expected, resumed.Fingerprints());
        resumed.Free();
    }

    /// <summary>(B, T) of tokens, and of those that follow them.</summary>
    private (Tensor X, Tensor Y) Batch()
    {
        int[] tokens = new Gpt2Codec().EncodeText(File.ReadAllText(TestData.File(Shakespeare))[..4096]);
        Tensor Of(int[] ids) => Tensor.From(ids, [B, T], device);
        return (Of(tokens[..(B * T)]), Of(tokens[1..((B * T) + 1)]));
    }

    /// <summary>A model that trains as build-nanogpt's does on its first batch.</summary>
    private sealed class Run(CpuDevice device, ulong seed)
    {
        public Gpt Model { get; } = new(Gpt2, new TorchGenerator(seed), device);

        public AdamW Optimizer => field ??= new AdamW(Model.Parameters, learningRate: 3e-4);

        /// <summary>The loss, before a step.</summary>
        public double Step(Tensor x, Tensor y)
        {
            using var scope = Tensor.Scope();
            Optimizer.ZeroGrad();
            var loss = Model.Loss(x, y);
            loss.Backward();
            Optimizer.Step();
            return loss.Item();
        }

        /// <summary>What all numbers come to, tensor by tensor.</summary>
        public string[] Fingerprints() =>
        [
            .. Model.Parameters.Concat(Optimizer.FirstMoments).Concat(Optimizer.SecondMoments)
                .Select(tensor => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(tensor.ToFloats())))),
        ];

        /// <summary>Gives the memory back, since two such models do not fit everywhere.</summary>
        public void Free()
        {
            Optimizer.ZeroGrad();
            foreach (var tensor in Model.Parameters.Concat(Optimizer.FirstMoments).Concat(Optimizer.SecondMoments))
            {
                tensor.Free();
            }
        }
    }
}
