using NanoGpt;
using Xunit.Abstractions;

namespace Tests;

/// <summary>Whole models on every device: the same losses as on the processor, and a step that takes no new memory.</summary>
public class DeviceTrainingTests(ITestOutputHelper output)
{
    /// <summary>Float against float: over 20 steps the devices' roundings grow to this at most.</summary>
    private const double TinyTolerance = 1e-4;

    /// <summary>The same over 200 steps of the default preset; 40 are run.</summary>
    private const double DefaultTolerance = 1e-3;

    [Theory]
    [OnReference]
    [OnOpenCl]
    [OnCuda]
    public void A_tiny_GPT_has_the_processors_losses(string device)
    {
        var config = TinyTraining.Config(("dropout", 0.1));
        AssertSameLosses(config, new TextData(TinyTraining.Text), device, steps: 20, TinyTolerance);
    }

    [DataTheory("tinyshakespeare/input.txt")]
    [OnOpenCl]
    [OnCuda]
    [Trait("Group", "Long")]
    public void The_default_preset_has_the_processors_losses(string device)
    {
        var config = Presets.Load(Presets.Default);
        var data = new TextData(File.ReadAllText(TestData.File("tinyshakespeare/input.txt")));
        AssertSameLosses(config, data, device, steps: 40, DefaultTolerance);
    }

    public static TheoryData<string> Types => ["float32", "bfloat16"];

    [Theory]
    [OnOpenCl(nameof(Types))]
    [OnCuda(nameof(Types))]
    public void A_step_takes_no_new_memory_once_it_is_warm(string type, string deviceName)
    {
        using GpuDevice device = deviceName == "cuda" ? CudaDevice.Create(0) : OpenClDevice.Create(0); // nobody else's memory is counted
        var trainer = new Trainer(TinyTraining.Config(("dropout", 0.1), ("dtype", type)), new TextData(TinyTraining.Text), device);
        for (int i = 0; i < 3; i++)
        {
            trainer.TrainStep();
        }

        (long allocations, int kernels) = (device.Pool.Statistics.SystemAllocations, device.CompiledKernels);
        long managed = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
        {
            trainer.TrainStep();
        }

        managed = (GC.GetAllocatedBytesForCurrentThread() - managed) / 5;
        output.WriteLine($"{managed:N0} bytes of managed memory a step");
        Assert.Equal((allocations, kernels), (device.Pool.Statistics.SystemAllocations, device.CompiledKernels));
        Assert.True(managed < 100_000, $"A step allocates {managed:N0} bytes.");
    }

    private void AssertSameLosses(TrainConfig config, TextData data, string deviceName, int steps, double tolerance)
    {
        double[] expected = Losses(config, data, Device.Cpu, steps);
        double[] actual = Losses(config, data, TestDevices.Get(deviceName), steps);
        double worst = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        output.WriteLine($"{deviceName}: the losses of {steps} steps, {expected[0]:F4} to {expected[^1]:F4}, differ by at most {worst:e2}; allowed {tolerance:e0}");
        Assert.True(worst <= tolerance, $"{deviceName}: losses differ by {worst:e2}, allowed {tolerance:e0}.");
    }

    private static double[] Losses(TrainConfig config, TextData data, Device device, int steps)
    {
        var recorder = new TrainingRecorder();
        var trainer = new Trainer(config, data, device, outDir: null, recorder);
        for (int i = 0; i < steps; i++)
        {
            trainer.TrainStep();
        }

        return [.. recorder.Steps.Select(step => step.Loss)];
    }
}
