using NanoGpt;

namespace Tests;

/// <summary>The options of a step and of a run: that each does what it says.</summary>
public sealed class TrainingOptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TextData data = new(TinyTraining.Text);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Accumulated_batches_are_one_large_batch()
    {
        // Without drawing ahead, four batches of one sequence are drawn like one batch of four.
        var large = new Trainer(TinyTraining.Config(("batch-size", 4), ("prefetch", false), ("max-iters", 5)), data, Device.Reference);
        var small = new Trainer(TinyTraining.Config(("batch-size", 1), ("gradient-accumulation-steps", 4), ("prefetch", false), ("max-iters", 5)), data, Device.Reference);
        for (int i = 0; i < 5; i++)
        {
            large.TrainStep();
            small.TrainStep();
        }

        foreach (var ((name, a), (_, b)) in large.Model.NamedParameters.Zip(small.Model.NamedParameters))
        {
            Assert.All(a.ToDoubles().Zip(b.ToDoubles()), pair => Assert.True(Math.Abs(pair.First - pair.Second) < 1e-12, name));
        }
    }

    [Fact]
    public void A_total_batch_size_makes_the_number_of_batches()
    {
        var config = TinyTraining.Config(("total-batch-size", 96));
        Assert.Equal((3, 96L), (config.AccumulationSteps, config.TokensPerStep));
        var total = new Trainer(config, data, Device.Cpu);
        var counted = new Trainer(TinyTraining.Config(("gradient-accumulation-steps", 3)), data, Device.Cpu);
        total.Run();
        counted.Run();
        Assert.Equal(TinyTraining.Bits(counted), TinyTraining.Bits(total));
    }

    [Fact]
    public void The_last_word_on_the_step_counts()
    {
        Assert.Equal(5, Presets.Load("build-nanogpt", new() { ["gradient-accumulation-steps"] = 5 }).AccumulationSteps);
        Assert.Equal(2, Presets.Load("train-gpt2", new() { ["total-batch-size"] = 2 * 12 * 1024 }).AccumulationSteps);
    }

    [Fact]
    public void Epsilon_is_AdamWs()
    {
        var config = TinyTraining.Config(("epsilon", 1e3), ("weight-decay", 0.0));
        var trainer = new Trainer(config, data, Device.Reference);
        double[] before = [.. trainer.Model.Parameters.SelectMany(parameter => parameter.ToDoubles())];
        trainer.TrainStep();
        double[] after = [.. trainer.Model.Parameters.SelectMany(parameter => parameter.ToDoubles())];
        double most = before.Zip(after, (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(most, 1e-12, 1e-6); // lr·g/ε: a thousandth of the gradient's step and less, where Adam's is about lr
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void A_step_that_was_stopped_between_its_batches_has_not_happened(double dropout)
    {
        TrainConfig Config() => TinyTraining.Config(("gradient-accumulation-steps", 4), ("dropout", dropout));
        var straight = new Trainer(Config(), data, Device.Cpu);
        straight.Run();

        var stopped = new Trainer(Config(), data, Device.Cpu, folder.Path);
        for (int i = 0; i < 7; i++)
        {
            stopped.TrainStep();
        }

        var before = TinyTraining.Bits(stopped).ToArray();
        stopped.TrainStep(new CancellationToken(canceled: true));
        Assert.Equal(7, stopped.Step);
        Assert.Equal(before, TinyTraining.Bits(stopped));
        Assert.All(stopped.Model.Parameters, parameter => Assert.Null(parameter.Grad));

        using var stop = new CancellationTokenSource();
        new Trainer(Config(), data, Device.Cpu, folder.Path, new CancelAfter(7, stop)).Run(stop.Token);
        using var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.Path));
        var resumed = new Trainer(new TrainingStart(Config(), Checkpoint: checkpoint), data, Device.Cpu);
        Assert.Equal(8, resumed.Step);
        resumed.TrainStep(new CancellationToken(canceled: true)); // begun and taken back: nothing may show of it
        resumed.Run();
        Assert.Equal(TinyTraining.Bits(straight), TinyTraining.Bits(resumed));
        Assert.Equal(straight.Generator.GetState(), resumed.Generator.GetState());
    }

    [Fact]
    public void The_share_of_the_peak_is_PaLMs()
    {
        var seen = new TrainingRecorder();
        var trainer = new Trainer(TinyTraining.Config(), data, Device.Cpu, null, seen) { Peak = new PeakSpeed(1e9, "assumed") };
        trainer.TrainStep();
        var step = seen.Steps[0];
        double perToken = (6.0 * trainer.Model.NonPositionParameterCount) + (12 * 2 * 16 * 8);
        Assert.Equal(perToken * step.TokensPerSecond / 1e9, step.Utilisation!.Value, 1e-9);
        new Trainer(TinyTraining.Config(), data, Device.Cpu, null, seen).TrainStep();
        Assert.Null(seen.Steps[1].Utilisation);
    }

    [Fact]
    public void The_log_has_it()
    {
        string text = folder.File("text.txt");
        File.WriteAllText(text, TinyTraining.Text);
        var (code, output, _) = NanoGptRun.Of(["train", "--data", text, "--device", "cpu", "--peak-tflops", "0.001", "--out-dir", folder.File("run"), .. TinyTraining.Arguments]);
        Assert.Equal(0, code);
        Assert.Contains("peak       0.001 TFLOP/s (as --peak-tflops says)", output);
        Assert.Matches(@"iter 10: loss .* tokens/s, mfu [0-9.,]+ %, ", output);
        Assert.Contains("\"mfu\":", File.ReadLines(TrainLog.PathIn(folder.File("run"))).ElementAt(1));
    }

    [Fact]
    public void HellaSwag_is_measured_on_its_interval_and_at_the_end_and_changes_nothing()
    {
        var bpe = new TextData(TinyTraining.Text, new Gpt2Codec());
        HellaSwagTask[] tasks = [new("the cat", ["sat", "on", "a", "mat"], 0), new("a dog", ["sat on", "on", "a", "the"], 1)];
        var seen = new TrainingRecorder();
        var measured = new Trainer(TinyTraining.Config(("hellaswag-interval", 10), ("max-iters", 15), ("dropout", 0.1)), bpe, Device.Cpu, null, seen) { HellaSwagTasks = tasks };
        measured.Run();
        Assert.Equal([(0, true), (5, false), (10, true), (15, true)], seen.Evaluations.Select(evaluation => (evaluation.Step, evaluation.HellaSwag is 0 or 0.5 or 1)));
        var quiet = new Trainer(TinyTraining.Config(("max-iters", 15), ("dropout", 0.1)), bpe, Device.Cpu);
        quiet.Run();
        Assert.Equal(TinyTraining.Bits(quiet), TinyTraining.Bits(measured));
        Assert.Equal(["step 10: hellaswag 0.5000", "step 10: train loss 1.0000, val loss 2.0000"], TrainingText.Line(new Evaluation(10, 1, 2, 0.5)).Split(Environment.NewLine));
    }

    [DataFact("hellaswag/hellaswag_val_full.txt.gz")]
    public void HellaSwag_on_the_command_line_is_in_the_log_and_stays_there()
    {
        string text = folder.File("text.txt"), run = folder.File("run");
        File.WriteAllText(text, TinyTraining.Text);
        string[] options = ["--data", text, "--device", "cpu", "--tokenizer", "gpt2", "--hellaswag-interval", "10", "--hellaswag-limit", "3", "--out-dir", run, .. TinyTraining.Arguments];
        options[Array.IndexOf(options, "--block-size") + 1] = "64"; // HellaSwag's endings must fit
        var (code, output, error) = NanoGptRun.Of(["train", .. options]);
        Assert.True(code == 0, error);
        Assert.Equal(3, output.Split('\n').Count(line => line.Contains("hellaswag 0.") || line.Contains("hellaswag 1.")));
        Assert.StartsWith("step 20: train loss", output.TrimEnd().Split('\n')[^1]);
        Assert.Equal(0, NanoGptRun.Of("train", "--resume", "--out-dir", run, "--data", text, "--max-iters", "21").Code);
        Assert.Equal(4, File.ReadLines(TrainLog.PathIn(run)).Count(line => line.Contains("\"hellaswag\":")));
    }

    [Fact]
    public void Evaluating_only_needs_no_moments()
    {
        var trainer = new Trainer(TinyTraining.Config(("eval-only", true)), data, Device.Cpu);
        Assert.Empty(trainer.Optimizer.FirstMoments);
        Assert.Equal(new Trainer(TinyTraining.Config(), data, Device.Cpu).Evaluate(), trainer.Evaluate());
    }

    private sealed class CancelAfter(int step, CancellationTokenSource stop) : ITrainingObserver
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
