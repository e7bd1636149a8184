using NanoGpt;
using Xunit.Abstractions;

namespace Tests;

/// <summary><c>--dtype bfloat16</c>: the losses of float, nearly.</summary>
public class MixedPrecisionTrainingTests(ITestOutputHelper output)
{
    /// <summary>Of the loss: half a unit in the last of bf16's 8 bits is 0.2 % of a number, and a batch averages many.</summary>
    private const double Tolerance = 0.01;

    [Theory]
    [OnReference]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void Fifty_losses_are_floats_within_bf16s_precision_and_the_same_on_every_device(string deviceName)
    {
        double[] expected = Losses("float32", Device.Cpu);
        double[] actual = Losses("bfloat16", TestDevices.Get(deviceName));
        double[] onCpu = Losses("bfloat16", Device.Cpu);
        double worst = Worst(expected), worstOfDevice = Worst(onCpu);
        output.WriteLine($"{deviceName}: losses from {actual[0]:F4} to {actual[^1]:F4} differ from float's by at most {100 * worst:F3} %, from the processor's in bf16 by {100 * worstOfDevice:F3} %");
        Assert.NotEqual(expected, actual);
        Assert.InRange(worst, 0, Tolerance);
        Assert.InRange(worstOfDevice, 0, 1.0 / (1 << 9)); // the same roundings of the same numbers, but for those that fell the other way

        double Worst(double[] losses) => losses.Zip(actual, (a, b) => Math.Abs(a - b) / a).Max();
        Assert.True(actual[^1] < 0.9 * actual[0]);
    }

    /// <summary>llm.c's thresholds for bf16 are wide, so that the losses must also be closer to PyTorch's in float.</summary>
    [DataTheory(TinyGpt2.Llmc, TinyGpt2.State, TinyGpt2.InfoFile)]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void The_tiny_GPT2_passes_llmcs_check_for_bf16(string deviceName)
    {
        using var source = ModelSource.Open(TestData.File(TinyGpt2.Llmc));
        var model = (Gpt)source.Load(TestDevices.Get(deviceName));
        using var state = LlmcState.Open(TestData.File(TinyGpt2.State), model.Config, source.PaddedVocabSize);
        model.Precision = new MixedPrecision();
        using var entered = model.Precision.Enter();
        var check = new LlmcCheck(model, state, source.PaddedVocabSize, CheckThresholds.BFloat16);
        var rows = check.Compare().ToList();
        rows.ForEach(row => output.WriteLine($"{row.Name}: {row.Worst:e2}, {100 * row.ShareOfAllowed:F2} % of what is allowed"));
        Assert.Equal(18, rows.Count);
        Assert.All(rows, row => Assert.True(row.IsOk, row.ToString()));
        Assert.InRange(rows[0].Worst, 1e-4, 0.05); // logits: rounded, and no more
        double[] losses = [.. check.Training(CheckRun.FromFile(TestData.File(TinyGpt2.InfoFile), bfloat16: true)).Train(10)];
        Assert.All(TinyGpt2.Losses.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, 0.005));
    }

    /// <summary>On a GPU, where every rounding is a kernel, and what lies between products takes half the memory.</summary>
    [Theory]
    [OnOpenCl]
    [OnCuda]
    public void Nothing_is_rounded_in_a_pass_of_its_own(string deviceName)
    {
        using var device = (GpuDevice)TestDevices.New(deviceName); // other tests take memory of the common one at the same time
        var rounded = Measure("bfloat16");
        Assert.DoesNotContain(rounded.Calls, call => call.Kernel is "RoundToBFloat16" or "WidenBFloat16"); // the optimizer's step before has rounded the weights
        long inFloat = Taken(Measure("float32")), inBFloat16 = Taken(rounded);
        output.WriteLine($"{deviceName}: the peak is {inFloat:N0} bytes above what stands in float, {inBFloat16:N0} in bf16");
        Assert.True(inBFloat16 < 0.75 * inFloat);

        KernelMeter Measure(string dtype) => MeteredTraining.Run(
            new TrainingStart(TinyTraining.Config(("dtype", dtype), ("dropout", 0.1), ("batch-size", 32), ("n-embd", 32), ("block-size", 32))), device, steps: 2).Steps[^1];

        static long Taken(KernelMeter step) => PeakMemory.Of(step).Bytes - step.StandingBytes;
    }

    [Fact]
    public void A_resumed_run_has_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var data = new TextData(TinyTraining.Text);
        TrainConfig Config(int steps) => TinyTraining.Config(("dtype", "bfloat16"), ("max-iters", steps));
        var straight = new Trainer(Config(20), data, Device.Cpu);
        straight.Run();
        new Trainer(Config(10), data, Device.Cpu, folder.Path).Run();
        var resumed = new Trainer(Config(20), data, Device.Cpu);
        using (var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.Path)))
        {
            resumed.Restore(checkpoint);
        }

        resumed.Run();
        Assert.Equal(TinyTraining.Bits(straight), TinyTraining.Bits(resumed));
    }

    private static double[] Losses(string dtype, Device device)
    {
        var seen = new TrainingRecorder();
        var config = TinyTraining.Config(("dtype", dtype), ("max-iters", 50), ("lr-decay-iters", 50), ("eval-interval", 50), ("n-embd", 32));
        new Trainer(config, new TextData(TinyTraining.Text), device, null, seen).Run();
        return [.. seen.Steps.Select(step => step.Loss)];
    }
}
