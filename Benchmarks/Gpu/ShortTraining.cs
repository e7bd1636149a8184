using System.Text.Json.Nodes;

namespace Benchmarks;

/// <summary>Fifty steps of the default preset's GPT on made-up sentences, on the device and on the processor: the losses must agree.</summary>
internal static class ShortTraining
{
    private const int Steps = 50;

    /// <summary>Trains twice.</summary>
    public static TrainingResult Run(GpuDevice device)
    {
        var data = new TextData(Sentences());
        var ours = Train(data, device);
        var processor = Train(data, Device.Cpu);
        double worst = ours.Losses.Zip(processor.Losses, Distance).Max(), speed = Sample.Of(ours.TokensPerSecond).Median;
        Console.WriteLine(FormattableString.Invariant($"  training: {Steps} losses differ from the processor's by at most {worst:e1}; {speed:N0} tokens/s"));
        return new TrainingResult([.. ours.Losses], worst, speed);
    }

    private static double Distance(double a, double b) => double.IsFinite(a - b) ? Math.Abs(a - b) : double.PositiveInfinity;

    private static StepRecorder Train(TextData data, Device device)
    {
        var config = Presets.Load(Presets.Default, new JsonObject { ["max-iters"] = Steps, ["eval-interval"] = 10 * Steps, ["eval-iters"] = 1, ["sample-interval"] = 0 });
        var recorder = new StepRecorder();
        var trainer = new Trainer(config, data, device, outDir: null, recorder);
        for (int step = 0; step < Steps; step++)
        {
            trainer.TrainStep();
        }

        return recorder;
    }

    /// <summary>Words in a random order, the same on every machine.</summary>
    private static string Sentences()
    {
        string[] words = ["the ", "king ", "and ", "queen ", "of ", "night ", "shall ", "speak ", "no ", "more", ",\n", ". ", "O ", "gentle ", "light! "];
        var random = new PythonRandom(1337);
        return string.Concat(Enumerable.Range(0, 20000).Select(_ => words[random.RandRange(words.Length)]));
    }
}
