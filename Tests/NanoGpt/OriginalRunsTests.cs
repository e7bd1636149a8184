using NanoGpt;
using Xunit.Abstractions;

namespace Tests;

/// <summary>Whole runs on the original tiny Shakespeare, compared with what the originals printed.</summary>
public class OriginalRunsTests(ITestOutputHelper output)
{
    private const string Shakespeare = "tinyshakespeare/input.txt";

    /// <summary>Float sums in another order drift apart slowly; on the machines tried so far nothing showed in four digits.</summary>
    private const double Drift = 2e-3;

    /// <summary>nanoGPT's own run of this configuration under PyTorch, its losses over 200 batches.</summary>
    private static readonly (int Step, double Train, double Val)[] NanoGptPrinted =
    [
        (0, 4.1697, 4.1662), (250, 2.4388, 2.4442), (500, 2.3078, 2.3220), (750, 2.1494, 2.1700), (1000, 2.0254, 2.0919),
        (1250, 1.9426, 2.0193), (1500, 1.8771, 1.9706), (1750, 1.8292, 1.9374), (2000, 1.7959, 1.9189),
    ];

    [DataFact(Shakespeare)]
    [Trait("Group", "Long")]
    public void The_default_preset_prints_nanoGPTs_losses()
    {
        var config = Presets.Load(Presets.Default, new() { ["eval-iters"] = 200, ["sample-interval"] = 0 });
        var seen = new TrainingRecorder();
        new Trainer(config, new TextData(File.ReadAllText(TestData.File(Shakespeare))), Device.Cpu, null, seen).Run();
        Assert.Equal(NanoGptPrinted.Select(line => line.Step), seen.Evaluations.Select(evaluation => evaluation.Step));
        foreach (var ((step, train, val), ours) in NanoGptPrinted.Zip(seen.Evaluations))
        {
            output.WriteLine($"step {step}: train loss {ours.Train:f4} (nanoGPT {train:f4}), val loss {ours.Val:f4} (nanoGPT {val:f4})");
            Assert.Equal(train, ours.Train, Drift);
            Assert.Equal(val, ours.Val, Drift);
        }

        Assert.True(seen.Evaluations[^1].Val <= 1.93);
    }

    [DataFact(Shakespeare)]
    public void The_lectures_GPT_starts_at_the_lectures_loss()
    {
        // gpt.py prints 4.28 / 4.28 before its first step; its weights are drawn head by head, ours at once.
        var config = Presets.Load("lecture-gpt", new() { ["batch-size"] = 4, ["max-iters"] = 0, ["eval-iters"] = 4, ["sample-interval"] = 0 });
        var seen = new TrainingRecorder();
        new Trainer(config, new TextData(File.ReadAllText(TestData.File(Shakespeare))), Device.Cpu, null, seen).Run();
        Assert.Equal(4.28, seen.Evaluations[0].Train, 0.05);
        Assert.Equal(4.28, seen.Evaluations[0].Val, 0.05);
    }
}
