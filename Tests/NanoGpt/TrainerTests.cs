using NanoGpt;

namespace Tests;

public sealed class TrainerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TextData data = new(TinyTraining.Text);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheLossFalls()
    {
        var seen = new TrainingRecorder();
        new Trainer(TinyTraining.Config(("max-iters", 200), ("eval-interval", 200), ("lr-decay-iters", 200)), data, Device.Cpu, null, seen).Run();
        Assert.Equal([0, 200], seen.Evaluations.Select(evaluation => evaluation.Step));
        Assert.True(seen.Evaluations[1].Val < 0.7 * seen.Evaluations[0].Val);
        Assert.Equal(Enumerable.Range(0, 200), seen.Steps.Select(step => step.Step));
    }

    [Fact]
    public void TheProcessorTrainsAsTheReference()
    {
        var losses = new[] { (Device)Device.Cpu, Device.Reference }.Select(device =>
        {
            var seen = new TrainingRecorder();
            new Trainer(TinyTraining.Config(("dropout", 0.1)), data, device, null, seen).Run();
            return seen.Steps.Select(step => step.Loss).ToArray();
        }).ToArray();
        Assert.All(losses[0].Zip(losses[1]), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    }

    [Fact]
    public void SamplingDoesNotDisturbTheOrder()
    {
        var quiet = new Trainer(TinyTraining.Config(), data, Device.Cpu);
        quiet.Run();
        var seen = new TrainingRecorder();
        var talking = new Trainer(TinyTraining.Config(("sample-interval", 3), ("sample-tokens", 10)), data, Device.Cpu, null, seen);
        talking.Run();
        Assert.Equal(TinyTraining.Bits(quiet), TinyTraining.Bits(talking));
        Assert.Equal(7, seen.Samples.Count);
        Assert.All(seen.Samples, text => Assert.Equal(10, text.Length));
    }

    [Fact]
    public void ALossThatIsNoNumberStops()
    {
        // The first rates are small, so that there is a good checkpoint; the later ones are absurd.
        var good = new Trainer(TinyTraining.Config(("max-iters", 5)), data, Device.Cpu, folder.Path);
        good.Run();
        byte[] kept = File.ReadAllBytes(CheckpointFiles.Latest(folder.Path));
        var bad = new Trainer(TinyTraining.Config(("learning-rate", 1e30), ("decay-lr", false), ("eval-interval", 1000)), data, Device.Cpu, folder.Path);
        using (var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.Path)))
        {
            bad.Restore(checkpoint);
        }

        var error = Assert.Throws<DataException>(() => bad.Run());
        Assert.Contains("at step 6", error.Message);
        Assert.Contains("checkpoint of step 5 is kept", error.Message);
        Assert.Equal(kept, File.ReadAllBytes(CheckpointFiles.Latest(folder.Path)));
    }

    [Theory]
    [InlineData("float32", "nothing", 64)]
    [InlineData("bfloat16", "nothing", 64)]
    [InlineData("float32", "blocks", 96)] // the blocks' tensors are made twice
    public void AStepAllocatesNextToNothing(string dtype, string recompute, int kilobytes)
    {
        const int Steps = 100;
        var device = new CpuDevice(threads: 1);
        var config = TinyTraining.Config(("n-layer", 4), ("dropout", 0.1), ("dtype", dtype), ("recompute", recompute));
        using var log = TrainLog.Open(folder.Path);
        var trainer = new Trainer(config, data, device, null, log);
        for (int i = 0; i < 10; i++)
        {
            trainer.TrainStep();
        }

        long system = device.Pool.Statistics.SystemAllocations;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Steps; i++)
        {
            trainer.TrainStep();
        }

        long perStep = (GC.GetAllocatedBytesForCurrentThread() - before) / Steps;
        Assert.True(perStep < kilobytes << 10, $"{perStep} bytes a step");
        Assert.Equal(system, device.Pool.Statistics.SystemAllocations);
    }

    [Fact]
    public void TheLogHasEveryStepAndGoesOnWhereTheCheckpointWas()
    {
        using (var log = TrainLog.Open(folder.Path))
        {
            new Trainer(TinyTraining.Config(("max-iters", 7)), data, Device.Cpu, folder.Path, log).Run();
        }

        File.AppendAllText(TrainLog.PathIn(folder.Path), "{\"step\":7,\"loss\":1}\n{\"step\":8,\"lo");
        using (var log = TrainLog.Open(folder.Path, fromStep: 7, evaluatedStep: 5))
        using (var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.Path)))
        {
            var trainer = new Trainer(TinyTraining.Config(("max-iters", 10)), data, Device.Cpu, folder.Path, log);
            trainer.Restore(checkpoint);
            checkpoint.Dispose();
            trainer.Run();
        }

        LogEntry[] entries = [.. LogEntry.ReadAll(TrainLog.PathIn(folder.Path))];
        Assert.Equal(Enumerable.Range(0, 10), entries.Where(entry => !entry.IsEvaluation).Select(entry => entry.Step));
        Assert.Equal([0, 5, 10], entries.Where(entry => entry.IsEvaluation).Select(entry => entry.Step));
    }
}
