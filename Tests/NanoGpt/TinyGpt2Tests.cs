using NanoGpt;
using Xunit.Abstractions;

namespace Tests;

/// <summary>
/// A seeded GPT-2 of 2 layers, through each loader, against what PyTorch computed for it: logits, every gradient, ten
/// AdamW steps.
/// </summary>
public sealed class TinyGpt2Tests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Loaders => ["safetensors", "llmc"];

    public void Dispose() => folder.Dispose();

    /// <summary>The largest difference allowed. The fixture itself is float, so that the oracle cannot agree to more than that.</summary>
    private static double Tolerance(string device) => device == Device.Reference.Name ? 1e-5 : 1e-4;

    [DataTheory(TinyGpt2.InfoFile, TinyGpt2.SafeTensors, TinyGpt2.Llmc, TinyGpt2.Gradients)]
    [OnReference(nameof(Loaders))]
    [OnCpu(nameof(Loaders))]
    [OnOpenCl(nameof(Loaders))]
    [OnCuda(nameof(Loaders))]
    public void Logits_loss_and_gradients_are_PyTorchs(string loader, string deviceName)
    {
        double tolerance = Tolerance(deviceName);
        var model = Load(loader, deviceName);
        var (x, y) = (TinyGpt2.Tokens("x", model.Device), TinyGpt2.Tokens("y", model.Device));
        var logits = model.Forward(x);
        AssertClose("first logits", TinyGpt2.Doubles(TinyGpt2.Info.GetProperty("logits_first_row_first8")), logits[0, 0, ..8].ToDoubles(), tolerance);
        AssertClose("last logits", TinyGpt2.Doubles(TinyGpt2.Info.GetProperty("logits_last_row_first8")), logits[-1, -1, ..8].ToDoubles(), tolerance);

        var loss = F.CrossEntropy(logits, y);
        AssertClose("loss", [TinyGpt2.Loss], [loss.Item()], tolerance);
        loss.Backward();
        using var expected = SafeTensorsFile.Open(TestData.File(TinyGpt2.Gradients));
        foreach (var (name, parameter) in model.NamedParameters)
        {
            AssertClose(name, expected.ReadDoubles("grad." + name), parameter.Grad!.ToDoubles(), tolerance, relative: true);
        }
    }

    [DataTheory(TinyGpt2.InfoFile, TinyGpt2.SafeTensors, TinyGpt2.Llmc)]
    [OnReference(nameof(Loaders))]
    [OnCpu(nameof(Loaders))]
    [OnOpenCl(nameof(Loaders))]
    [OnCuda(nameof(Loaders))]
    public void Ten_AdamW_steps_are_PyTorchs(string loader, string deviceName)
    {
        var model = Load(loader, deviceName);
        var (x, y) = (TinyGpt2.Tokens("x", model.Device), TinyGpt2.Tokens("y", model.Device));
        var optimizer = new AdamW(model.Parameters, 1e-3, 0.9, 0.95, 1e-8, weightDecay: 0.1);
        var losses = new List<double>();
        for (int i = 0; i < 10; i++)
        {
            optimizer.ZeroGrad();
            var loss = model.Loss(x, y);
            losses.Add(loss.Item());
            loss.Backward();
            GradientClipping.ClipNorm(model.Parameters, 1.0);
            optimizer.Step();
        }

        AssertClose("losses", TinyGpt2.Losses, [.. losses], Tolerance(deviceName));
        var greedy = new Sampler(model, new TorchGenerator(1)) { Temperature = 0 };
        int[] expected = [.. TinyGpt2.Info.GetProperty("greedy_after10").EnumerateArray().Select(id => id.GetInt32())];
        Assert.Equal(expected[1..], greedy.Generate([expected[0]], expected.Length - 1));
    }

    private LanguageModel Load(string loader, string deviceName)
    {
        using var source = TinyGpt2.Open(loader, folder);
        return source.Load(TestDevices.Get(deviceName));
    }

    private void AssertClose(string what, double[] expected, double[] actual, double tolerance, bool relative = false)
    {
        double scale = relative ? expected.Max(Math.Abs) : 1;
        double worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / scale;
        output.WriteLine($"{what}: largest difference {worst:e2}, allowed {tolerance:e0}");
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(worst <= tolerance, $"{what}: {worst:e2} is more than {tolerance:e0}");
    }
}
