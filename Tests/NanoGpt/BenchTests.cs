using NanoGpt;

namespace Tests;

/// <summary>The measured training step: its operations, their work, its memory.</summary>
public sealed class BenchTests : IDisposable
{
    private static readonly string[] Tiny = ["--n-layer", "2", "--n-head", "2", "--n-embd", "16", "--block-size", "8", "--batch-size", "4"];

    /// <summary>With memory of its own: other tests use the common device at the same time.</summary>
    private readonly CpuDevice cpu = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_default_preset_does_the_work_that_its_sizes_say()
    {
        const double tokens = 12 * 64, weights = (4 * 12 * 128 * 128) + (65 * 128);
        var config = Presets.Load(Presets.Default);
        var training = MeteredTraining.Run(new TrainingStart(config), cpu, steps: 2);
        Assert.Equal(2 * tokens * weights, Row(training, "linear", Pass.Forward).Flops);
        Assert.Equal(4 * tokens * weights, Row(training, "linear", Pass.Backward).Flops);
        Assert.Equal(17, Row(training, "linear", Pass.Forward).Calls);

        // As sizing counts, but for attention, of which it counts the masked half too.
        var sizing = new SizingTable(config.ToGptConfig(65)).ForwardFlops;
        double products = sizing[^1].Amount - (config.NLayer * (Amount("attention/scores") + Amount("attention/values")));
        Assert.Equal(config.BatchSize * products, Row(training, "linear", Pass.Forward).Flops);
        Assert.Equal(4 * 2 * 12 * 128 * 64 * 65.0, Row(training, "causal self-attention", Pass.Forward).Flops);
        Assert.Equal(16 * 804_096, Row(training, "AdamWStep", Pass.Update).Flops);

        double Amount(string name) => sizing.Single(row => row.Name == name).Amount;
    }

    [Theory]
    [InlineData]
    [InlineData("--recompute", "blocks")]
    [InlineData("--dtype", "bfloat16", "--gradient-accumulation-steps", "2")]
    [InlineData("--model", "llama", "--device", "cpu:256")]
    [InlineData("--dropout", "0.1", "--device", "cpu:scalar")]
    public void A_step_s_parts_are_within_the_step_and_its_memory_comes_back(params string[] options)
    {
        var config = TinyTraining.Config([.. options.Chunk(2).Where(pair => pair[0] != "--device").Select(pair =>
            (pair[0][2..], int.TryParse(pair[1], out int whole) ? whole : double.TryParse(pair[1], out double number) ? number : (System.Text.Json.Nodes.JsonNode)pair[1]))]);
        var device = options.Contains("--device") ? Device.Parse(options[^1]) : cpu;
        var training = MeteredTraining.Run(new TrainingStart(config), device, steps: 3);
        var roofline = training.Roofline;
        Assert.InRange(roofline.Rows.Sum(row => row.Seconds), 0, roofline.StepSeconds);
        Assert.All(roofline.Rows, row => Assert.True(row.LimitSeconds >= 0 && row.Seconds > 0, row.ToString()));
        Assert.All(training.Steps, step =>
        {
            Assert.Equal(step.StandingBytes, step.Timeline[^1].Bytes);
            var peak = PeakMemory.Of(step);
            Assert.Equal(step.Timeline.Max(point => point.Bytes), peak.Bytes);
            Assert.Equal(peak.Bytes, peak.Parts.Sum(part => part.Bytes));
            Assert.True(peak.Bytes > step.StandingBytes);
        });
        Assert.Equal(training.Steps[0].Calls.Select(call => call.Operation), training.Steps[1].Calls.Select(call => call.Operation));
    }

    [Fact]
    public void Blocks_that_are_computed_again_cost_time_and_save_memory()
    {
        var (once, twice) = (Measure("nothing"), Measure("blocks"));
        Assert.Equal(2 * Row(once, "causal self-attention", Pass.Forward).Calls, Row(twice, "causal self-attention", Pass.Forward).Calls);
        Assert.Equal(Row(once, "causal self-attention", Pass.Backward).Calls, Row(twice, "causal self-attention", Pass.Backward).Calls);
        Assert.True(Taken(twice.Steps[0]) < Taken(once.Steps[0]));

        static long Taken(KernelMeter step) => PeakMemory.Of(step).Bytes - step.StandingBytes;

        MeteredTraining Measure(string recompute) =>
            MeteredTraining.Run(new TrainingStart(TinyTraining.Config(("recompute", recompute), ("n-layer", 6))), cpu, steps: 1);
    }

    [Fact]
    public void The_command_prints_the_table_and_writes_the_page()
    {
        string page = folder.File("sub/page.html");
        var (code, output, error) = NanoGptRun.Of(["bench", "--steps", "2", "--page", page, "--device", "cpu", .. Tiny]);
        Assert.Equal(0, code);
        Assert.All(
            new[] { "linear", "gelu erf", "layer norm", "causal self-attention", "cross entropy", "embedding", "AdamWStep", "GFLOP/s", "of limit", "between them", "memory " },
            text => Assert.Contains(text, output));
        Assert.Contains(page, error);
        string html = File.ReadAllText(page);
        Assert.All(new[] { "Roofline of a training step", "Where the time goes", "Live buffers", "cross entropy" }, text => Assert.Contains(text, html));
    }

    [Theory]
    [InlineData("--steps", "0", 2, "must be at least 1")]
    [InlineData("--steps", "many", 2, "many")]
    [InlineData("--page", "", 2, "is empty")]
    [InlineData("--device", "abacus", 2, "Unknown device")]
    [InlineData("--eval-only", "true", 2, "--eval-only")]
    [InlineData("--init-from", "resume", 2, "resume")]
    [InlineData("--config", "nothing-of-that-name", 1, "no preset")]
    [InlineData("--n-embd", "15", 1, "n-embd")]
    [InlineData("--batch-size", "2000000", 1, "GiB")]
    public void What_cannot_be_measured_is_said_in_a_line(string option, string value, int expected, string part)
    {
        string page = folder.File("page.html");
        string[] pages = option == "--page" ? [] : ["--page", page];
        var (code, output, error) = NanoGptRun.Of(["bench", .. pages, .. Tiny.Chunk(2).Where(pair => pair[0] != option).SelectMany(pair => pair), option, value]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(page));
    }

    [Fact]
    public void The_roofline_is_a_picture_too()
    {
        var training = MeteredTraining.Run(new TrainingStart(TinyTraining.Config()), cpu, steps: 1);
        string svg = new RooflinePlot("Roofs & discs", training.Roofline).ToSvg();
        Assert.All(new[] { "Roofs &amp; discs", "linear, backward", "GFLOP/s", "AdamWStep" }, text => Assert.Contains(text, svg));
        Assert.DoesNotContain("NaN", svg);
        System.Xml.Linq.XElement.Parse(svg);
    }

    private static RooflineRow Row(MeteredTraining training, string operation, Pass pass) =>
        training.Roofline.Rows.Single(row => row.Operation == operation && row.Pass == pass);
}
