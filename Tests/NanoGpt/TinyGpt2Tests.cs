using System.Text.Json;
using NanoGpt;
using Xunit.Abstractions;

namespace Tests;

/// <summary>A seeded GPT-2 of 2 layers against what PyTorch computed for it: logits, every gradient, ten AdamW steps.</summary>
public class TinyGpt2Tests(ITestOutputHelper output)
{
    private const string Folder = "gpt2-tiny-debug";

    /// <summary>The largest difference allowed. The fixture itself is float, so that the oracle cannot agree to more than that.</summary>
    private static double Tolerance(string device) => device == Device.Reference.Name ? 1e-5 : 1e-4;

    [DataTheory(Folder + "/info.json", Folder + "/model.safetensors", Folder + "/grads.safetensors")]
    [OnReference]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void Logits_loss_and_gradients_are_PyTorchs(string deviceName)
    {
        double tolerance = Tolerance(deviceName);
        var (model, info) = Load(TestDevices.Get(deviceName));
        var (x, y) = (Tokens(info, "x", model.Device), Tokens(info, "y", model.Device));
        var logits = model.Forward(x);
        AssertClose("first logits", Doubles(info.GetProperty("logits_first_row_first8")), logits[0, 0, ..8].ToDoubles(), tolerance);
        AssertClose("last logits", Doubles(info.GetProperty("logits_last_row_first8")), logits[-1, -1, ..8].ToDoubles(), tolerance);

        var loss = F.CrossEntropy(logits, y);
        AssertClose("loss", [info.GetProperty("loss").GetDouble()], [loss.Item()], tolerance);
        loss.Backward();
        using var expected = SafeTensorsFile.Open(TestData.File($"{Folder}/grads.safetensors"));
        foreach (var (name, parameter) in model.NamedParameters)
        {
            AssertClose(name, expected.ReadDoubles("grad." + name), parameter.Grad!.ToDoubles(), tolerance, relative: true);
        }
    }

    [DataTheory(Folder + "/info.json", Folder + "/model.safetensors", Folder + "/grads.safetensors")]
    [OnReference]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void Ten_AdamW_steps_are_PyTorchs(string deviceName)
    {
        double tolerance = Tolerance(deviceName);
        var (model, info) = Load(TestDevices.Get(deviceName));
        var (x, y) = (Tokens(info, "x", model.Device), Tokens(info, "y", model.Device));
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

        AssertClose("losses", Doubles(info.GetProperty("adamw").GetProperty("losses")), [.. losses], tolerance);
        var greedy = new Sampler(model, new TorchGenerator(1)) { Temperature = 0 };
        int[] expected = [.. info.GetProperty("greedy_after10").EnumerateArray().Select(id => id.GetInt32())];
        Assert.Equal(expected[1..], greedy.Generate([expected[0]], expected.Length - 1));
    }

    private static (Gpt Model, JsonElement Info) Load(Device device)
    {
        var info = JsonDocument.Parse(File.ReadAllText(TestData.File($"{Folder}/info.json"))).RootElement;
        var config = info.GetProperty("config");
        var model = new Gpt(
            new GptConfig
            {
                NLayer = config.GetProperty("n_layer").GetInt32(),
                NHead = config.GetProperty("n_head").GetInt32(),
                NEmbd = config.GetProperty("n_embd").GetInt32(),
                BlockSize = config.GetProperty("n_positions").GetInt32(),
                VocabSize = config.GetProperty("vocab_size").GetInt32(),
                Activation = Activation.GeluTanh,
            },
            new TorchGenerator(1),
            device);
        using var file = SafeTensorsFile.Open(TestData.File($"{Folder}/model.safetensors"));
        HuggingFaceWeights.Load(model, file);
        return (model, info);
    }

    private static Tensor Tokens(JsonElement info, string name, Device device)
    {
        int[][] rows = [.. info.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(id => id.GetInt32()).ToArray())];
        return Tensor.From([.. rows.SelectMany(row => row)], (int[])[rows.Length, rows[0].Length], device);
    }

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private void AssertClose(string what, double[] expected, double[] actual, double tolerance, bool relative = false)
    {
        double scale = relative ? expected.Max(Math.Abs) : 1;
        double worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / scale;
        output.WriteLine($"{what}: largest difference {worst:e2}, allowed {tolerance:e0}");
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(worst <= tolerance, $"{what}: {worst:e2} is more than {tolerance:e0}");
    }
}
