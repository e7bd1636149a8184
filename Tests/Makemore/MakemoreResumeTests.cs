using Makemore;

namespace Tests;

public sealed class MakemoreResumeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ModelKind.Transformer)]
    [InlineData(ModelKind.Batchnorm)]
    [InlineData(ModelKind.Lstm)]
    public void Ten_steps_and_ten_more_are_twenty(ModelKind kind)
    {
        var straight = Train(kind, 20);
        Train(kind, 10, folder.Path);
        AssertSame(straight, Resume(kind, 20));
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_over_evaluations_and_samples()
    {
        var straight = Train(ModelKind.Mlp, 601);
        using var stop = new CancellationTokenSource();
        new Trainer(TinyWords.Config(ModelKind.Mlp, 601), TinyWords.List, Device.Cpu, folder.Path, new StopAt(500, stop)).Run(stop.Token);
        using (var checkpoint = Checkpoint.Open(RunFiles.State(folder.Path)))
        {
            Assert.Equal(501, checkpoint.Step);
        }

        Assert.False(File.Exists(RunFiles.Model(folder.Path)), "step 500 was made, but there was no time to evaluate it");
        AssertSame(straight, Resume(ModelKind.Mlp, 601));
    }

    [Fact]
    public void An_end_between_two_evaluations_changes_no_draw()
    {
        var straight = Train(ModelKind.Bow, 520);
        Train(ModelKind.Bow, 250, folder.Path);
        AssertSame(straight, Resume(ModelKind.Bow, 520));
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => Assert.Equal(
        TinyWords.Bits(Train(ModelKind.Transformer, 20, device: new CpuDevice(threads: 1))),
        TinyWords.Bits(Train(ModelKind.Transformer, 20, device: new CpuDevice(threads: 3))));

    [Fact]
    public void The_best_model_is_kept_when_training_goes_wrong()
    {
        Train(ModelKind.Mlp, 300, folder.Path);
        byte[] best = File.ReadAllBytes(RunFiles.Model(folder.Path));
        using (var checkpoint = Checkpoint.Open(RunFiles.State(folder.Path)))
        {
            var worse = new Trainer(TinyWords.Config(ModelKind.Mlp, 320) with { LearningRate = 3 }, TinyWords.List, Device.Cpu, folder.Path);
            worse.Restore(checkpoint);
            checkpoint.Dispose();
            worse.Run();
        }

        Assert.Equal(best, File.ReadAllBytes(RunFiles.Model(folder.Path)));
        using var state = Checkpoint.Open(RunFiles.State(folder.Path));
        Assert.Equal(320, state.Step);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_and_keeps_the_state()
    {
        Train(ModelKind.Mlp, 5, folder.Path);
        byte[] kept = File.ReadAllBytes(RunFiles.State(folder.Path));
        var bad = new Trainer(TinyWords.Config(ModelKind.Transformer, 100) with { LearningRate = 1e30 }, TinyWords.List, Device.Cpu, folder.Path);
        var error = Assert.Throws<DataException>(() => bad.Run());
        Assert.Contains("Try a smaller --learning-rate", error.Message);
        Assert.Equal(kept, File.ReadAllBytes(RunFiles.State(folder.Path)));
    }

    [Theory]
    [InlineData("anna\nbela\nkoda", "was trained on another list")]
    [InlineData("anna\nbela\nxena", "has the character 'n'")]
    public void Another_list_of_words_is_refused(string words, string part)
    {
        words = part.Contains("another") ? string.Join('\n', TinyWords.List.Words.Skip(1)) : words;
        Train(ModelKind.Mlp, 2, folder.Path);
        using var checkpoint = Checkpoint.Open(RunFiles.State(folder.Path));
        var trainer = new Trainer(TinyWords.Config(ModelKind.Mlp), WordList.Parse(words, "words"), Device.Cpu);
        Assert.Contains(part, Assert.Throws<DataException>(() => trainer.Restore(checkpoint)).Message);
    }

    [Theory]
    [InlineData("generator", "AAAA")]
    [InlineData("sampler", "?")]
    [InlineData("step", "-5")]
    [InlineData("config", "{")]
    [InlineData("config", "null")]
    [InlineData("config", "{\"type\": \"oracle\"}")]
    [InlineData("config", "{\"n-embd\": -1}")]
    [InlineData("block_size", "0")]
    [InlineData("alphabet", "")]
    [InlineData("version", "99")]
    [InlineData("best_test_loss", "low")]
    public void Damaged_state_is_noticed(string key, string value)
    {
        Train(ModelKind.Mlp, 2, folder.Path);
        Change(RunFiles.State(folder.Path), key, value);
        var error = Assert.Throws<DataException>(() =>
        {
            using var checkpoint = Checkpoint.Open(RunFiles.State(folder.Path));
            new Trainer(checkpoint.Config, TinyWords.List, Device.Cpu).Restore(checkpoint);
            checkpoint.LoadModel(Device.Cpu);
        });
        Assert.DoesNotContain('\n', error.Message);
    }

    private static void Change(string path, string key, string value)
    {
        var writer = new SafeTensorsWriter();
        using (var file = SafeTensorsFile.Open(path))
        {
            foreach (var tensor in file.Tensors)
            {
                writer.Add(tensor.Name, [.. tensor.Shape], file.ReadFloats(tensor.Name));
            }

            foreach (var (name, text) in file.Metadata)
            {
                writer.Metadata[name] = text;
            }
        }

        writer.Metadata[key] = value;
        writer.Save(path);
    }

    private static Trainer Train(ModelKind kind, int steps, string? workDir = null, Device? device = null)
    {
        var trainer = new Trainer(TinyWords.Config(kind, steps), TinyWords.List, device ?? Device.Cpu, workDir);
        trainer.Run();
        return trainer;
    }

    private Trainer Resume(ModelKind kind, int steps)
    {
        using var checkpoint = Checkpoint.Open(RunFiles.State(folder.Path));
        var trainer = new Trainer(TinyWords.Config(kind, steps), TinyWords.List, Device.Cpu);
        trainer.Restore(checkpoint);
        trainer.Run();
        return trainer;
    }

    private static void AssertSame(Trainer expected, Trainer actual)
    {
        Assert.Equal(TinyWords.Bits(expected), TinyWords.Bits(actual));
        Assert.Equal(expected.Generator.GetState(), actual.Generator.GetState());
        Assert.Equal(expected.Batches.Generator.GetState(), actual.Batches.Generator.GetState());
        Assert.Equal((expected.Step, expected.EvaluatedStep, expected.SampledStep), (actual.Step, actual.EvaluatedStep, actual.SampledStep));
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
