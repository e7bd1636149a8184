using NanoGpt;
using Xunit.Abstractions;

namespace Tests;

/// <summary><c>--recompute blocks</c>: less memory, and not a bit of difference.</summary>
public class RecomputedTrainingTests(ITestOutputHelper output)
{
    private readonly TextData data = new(TinyTraining.Text);

    [Theory]
    [InlineData("gpt", 0, "float32")]
    [InlineData("gpt", 0.2, "float32")]
    [InlineData("gpt", 0.2, "bfloat16")]
    [InlineData("llama", 0, "float32")]
    [InlineData("llama", 0.2, "float32")]
    public void A_run_has_the_same_bits(string model, double dropout, string dtype)
    {
        Trainer Train(string recompute)
        {
            var config = TinyTraining.Config(
                ("model", model), ("dropout", dropout), ("dtype", dtype), ("recompute", recompute), ("n-layer", 3), ("gradient-accumulation-steps", 2));
            var trainer = new Trainer(config, data, Device.Cpu);
            trainer.Run();
            return trainer;
        }

        var expected = Train("nothing");
        var actual = Train("blocks");
        Assert.Equal(TinyTraining.Bits(expected), TinyTraining.Bits(actual));
        Assert.Equal(expected.Model.DropoutSeeds?.Drawn, actual.Model.DropoutSeeds?.Drawn);
    }

    /// <summary>The most memory that the pool ever held is what a step needs at its peak, weights, gradients and moments included.</summary>
    [Theory]
    [InlineData("gpt")]
    [InlineData("llama")]
    public void A_steps_peak_is_lower(string model)
    {
        long Peak(string recompute)
        {
            var device = new CpuDevice(threads: 1);
            var config = TinyTraining.Config(
                ("model", model), ("recompute", recompute), ("dropout", 0.1), ("n-layer", 8), ("n-embd", 32), ("batch-size", 64));
            new Trainer(config, data, device).TrainStep();
            return device.Pool.Statistics.BytesHeld;
        }

        var (all, least) = (Peak("nothing"), Peak("blocks"));
        Assert.True(least < 0.5 * all, $"{least:N0} bytes with recomputation, {all:N0} without");
    }

    [Fact]
    public void The_memory_is_estimated_by_what_is_remembered()
    {
        int batch = (int)Math.Min(int.MaxValue, Device.Cpu.MemoryBytes / 300_000);
        void Require(string recompute) => MemoryNeed.Require(
            TinyTraining.Config(("n-layer", 100), ("batch-size", batch), ("recompute", recompute)), vocabSize: 27, Device.Cpu, trains: true);
        Require("blocks"); // 75 KB a sequence
        Assert.Throws<DataException>(() => Require("nothing")); // 0.9 MB
    }

    /// <summary>The estimate, against the most memory that the pool ever held.</summary>
    [Theory]
    [InlineData("gpt", "float32", 0)]
    [InlineData("gpt", "bfloat16", 0)]
    [InlineData("llama", "float32", 0)]
    [InlineData("llama", "bfloat16", 0)]
    [InlineData("llama", "float32", 1000)] // a wide MLP
    public void The_estimate_is_what_a_step_takes(string model, string dtype, int hidden)
    {
        var device = new CpuDevice(threads: 1);
        var config = TinyTraining.Config(
            ("model", model), ("dtype", dtype), ("hidden-dim", hidden), ("n-layer", 6), ("n-embd", 64), ("n-kv-head", 1), ("batch-size", 64), ("block-size", 32));
        new Trainer(config, data, device).TrainStep();
        double rounded = dtype == "bfloat16" ? 1 : 0; // of the weights; a processor keeps bf16 in floats
        double expected = sizeof(float) * (((4 + rounded) * ParameterCount.Of(config, data.Codec.TokenCount)) + MemoryNeed.Activations(config, data.Codec.TokenCount, device));
        output.WriteLine(FormattableString.Invariant($"{device.Pool.Statistics.BytesHeld:N0} bytes held, {expected:N0} expected: {device.Pool.Statistics.BytesHeld / expected:F3}"));
        Assert.InRange(device.Pool.Statistics.BytesHeld / expected, 0.9, 1.1);
    }

    [Fact]
    public void A_bigram_has_no_blocks() =>
        Assert.Contains("no blocks", Assert.Throws<DataException>(() => TinyTraining.Config(("model", "bigram"), ("recompute", "blocks"))).Message);
}
