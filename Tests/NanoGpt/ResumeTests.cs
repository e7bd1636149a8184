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

    [Theory]
    [InlineData("--n-layer", "1")]
    [InlineData("--n-head", "1")]
    [InlineData("--activation", "relu")]
    [InlineData("--bias", "true")]
    public void ARunThatGoesOnKeepsItsModel(string option, string value)
    {
        new Trainer(TinyTraining.Config(("max-iters", 2), ("n-layer", 2), ("n-head", 2)), data, Device.Cpu, folder.Path).Run();
        string text = folder.File("text.txt");
        File.WriteAllText(text, TinyTraining.Text);
        byte[] before = File.ReadAllBytes(CheckpointFiles.Latest(folder.Path));
        var (code, _, error) = NanoGptRun.Of("train", "--resume", "--out-dir", folder.Path, "--data", text, "--max-iters", "4", option, value);
        Assert.Equal(1, code);
        Assert.StartsWith($"{option} is ", error);
        Assert.Equal(before, File.ReadAllBytes(CheckpointFiles.Latest(folder.Path)));
    }

    [Fact]
    public void AModelWithoutAPlaceForATensorIsRefused()
    {
        new Trainer(TinyTraining.Config(("max-iters", 2), ("n-layer", 2)), data, Device.Cpu, folder.Path).Run();
        var refused = Assert.Throws<DataException>(() => Resume(TinyTraining.Config(("n-layer", 1))));
        Assert.Contains("for which the model has no place", refused.Message);
    }

    [Fact]
    public void ABetterCheckpointIsSetAside()
    {
        new Trainer(TinyTraining.Config(("max-iters", 10)), data, Device.Cpu, folder.Path).Run();
        Assert.False(File.Exists(CheckpointFiles.Best(folder.Path)));
        Resume(TinyTraining.Config(("learning-rate", 3.0), ("decay-lr", false)), folder.Path).Run();
        Assert.Equal(20, StepOf(CheckpointFiles.Latest(folder.Path)));
        Assert.Equal(10, StepOf(CheckpointFiles.Best(folder.Path)));
        new Trainer(TinyTraining.Config(("max-iters", 0)), data, Device.Cpu, folder.Path).Run();
        Assert.False(File.Exists(CheckpointFiles.Best(folder.Path)), "a new run leaves no best checkpoint of the old one");
    }

    private static int StepOf(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        return checkpoint.Step;
    }

    private Trainer Resume(TrainConfig config, string? outDir = null)
    {
        using var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.Path));
        var trainer = new Trainer(config, data, Device.Cpu, outDir);
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
