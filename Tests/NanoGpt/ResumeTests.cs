using NanoGpt;

namespace Tests;

public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TextData data = new(TinyTraining.Text);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0.0, 1, true)]
    [InlineData(0.2, 1, true)]
    [InlineData(0.2, 3, true)]
    [InlineData(0.2, 2, false)]
    public void TenStepsAndTenMoreAreTwenty(double dropout, int accumulation, bool prefetch)
    {
        TrainConfig Config(int steps) => TinyTraining.Config(
            ("dropout", dropout), ("gradient-accumulation-steps", accumulation), ("prefetch", prefetch), ("max-iters", steps), ("sample-interval", 10));
        var straight = new Trainer(Config(20), data, Device.Cpu);
        straight.Run();
        new Trainer(Config(10), data, Device.Cpu, folder.Path).Run();
        var resumed = Resume(Config(20));
        Assert.Equal(10, resumed.Step);
        resumed.Run();
        Assert.Equal(20, resumed.Step);
        AssertSame(straight, resumed);
    }

    [Fact]
    public void AnEndBetweenTwoEvaluationsChangesNothing()
    {
        var straight = new Trainer(TinyTraining.Config(), data, Device.Cpu);
        straight.Run();
        new Trainer(TinyTraining.Config(("max-iters", 7)), data, Device.Cpu, folder.Path).Run();
        var resumed = Resume(TinyTraining.Config());
        resumed.Run();
        AssertSame(straight, resumed);
    }

    [Fact]
    public void ARunThatWasStoppedGoesOn()
    {
        var straight = new Trainer(TinyTraining.Config(), data, Device.Cpu);
        straight.Run();
        using var stop = new CancellationTokenSource();
        new Trainer(TinyTraining.Config(), data, Device.Cpu, folder.Path, new StopAt(12, stop)).Run(stop.Token);
        var resumed = Resume(TinyTraining.Config());
        Assert.Equal(13, resumed.Step);
        resumed.Run();
        AssertSame(straight, resumed);
    }

    [Fact]
    public void DoublesAreKeptInFull()
    {
        var config = TinyTraining.Config(("max-iters", 3), ("n-layer", 1));
        var trained = new Trainer(config, data, Device.Reference, folder.Path);
        trained.Run();
        using var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.Path));
        var loaded = new Trainer(config, data, Device.Reference);
        loaded.Restore(checkpoint);
        AssertSame(trained, loaded);
    }

    [Fact]
    public void ABetterCheckpointIsSetAside()
    {
        // A rate of this size makes the model worse with every evaluation after the first.
        var config = TinyTraining.Config(("decay-lr", false), ("learning-rate", 3.0), ("max-iters", 12), ("warmup-iters", 0));
        var trainer = new Trainer(config, data, Device.Cpu, folder.Path);
        trainer.Run();
        using var latest = Checkpoint.Open(CheckpointFiles.Latest(folder.Path));
        Assert.Equal(12, latest.Step);
        if (File.Exists(CheckpointFiles.Best(folder.Path)))
        {
            using var best = Checkpoint.Open(CheckpointFiles.Best(folder.Path));
            Assert.True(best.Step < 12);
        }
    }

    private Trainer Resume(TrainConfig config)
    {
        using var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.Path));
        var trainer = new Trainer(config, data, Device.Cpu);
        trainer.Restore(checkpoint);
        return trainer;
    }

    private static void AssertSame(Trainer expected, Trainer actual)
    {
        Assert.Equal(TinyTraining.Bits(expected), TinyTraining.Bits(actual));
        Assert.Equal(expected.Generator.GetState(), actual.Generator.GetState());
        Assert.Equal(expected.BestValLoss, actual.BestValLoss);
    }

    private sealed class StopAt(int step, CancellationTokenSource stop) : ITrainingObserver
    {
        public void OnStep(in StepReport report)
        {
            if (report.Step == step)
            {
                stop.Cancel();
            }
        }
    }
}
