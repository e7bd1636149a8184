using System.Buffers.Binary;
using System.Globalization;
using NanoGpt;

namespace Tests;

/// <summary>llm.c's check, by its own files and thresholds.</summary>
public sealed class LlmcCheckTests : IDisposable
{
    /// <summary>PyTorch 1.13, AdamW with the settings of test_gpt2.c.</summary>
    private static readonly double[] LlmcSettings =
    [
        4.171873569488525, 4.156398296356201, 4.141149520874023, 4.126148700714111, 4.111413478851318,
        4.096955299377441, 4.082784652709961, 4.068907737731934, 4.0553297996521, 4.042051792144775,
    ];

    private static readonly string[] Compared =
    [
        "logits", "loss", "dwte", "dwpe", "dln1w", "dln1b", "dqkvw", "dqkvb", "dattprojw", "dattprojb",
        "dln2w", "dln2b", "dfcw", "dfcb", "dfcprojw", "dfcprojb", "dlnfw", "dlnfb",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataTheory(TinyGpt2.Llmc, TinyGpt2.State, TinyGpt2.InfoFile)]
    [OnReference]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void The_float_model_passes_and_trains_as_PyTorch_does(string deviceName)
    {
        var (code, output, _) = NanoGptRun.Of("check", "--model", TestData.File(TinyGpt2.Llmc), "--state", TestData.File(TinyGpt2.State), "--steps", "10", "--device", deviceName);
        Assert.Equal(0, code);
        Assert.Equal(Compared, Rows(output).Select(row => row[1]));
        Assert.All(Rows(output), row => Assert.Equal("OK", row[0]));
        Assert.All(TinyGpt2.Losses.Zip(Losses(output)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.Equal(10, Losses(output).Length);
        Assert.EndsWith("overall okay: 1\n", output);
    }

    [DataFact(TinyGpt2.LlmcBFloat16, TinyGpt2.State, TinyGpt2.InfoFile)]
    public void The_bfloat16_model_passes_by_the_wider_thresholds()
    {
        var (code, output, _) = NanoGptRun.Of("check", "--model", TestData.File(TinyGpt2.LlmcBFloat16), "--state", TestData.File(TinyGpt2.State), "--device", "cpu");
        Assert.Equal(0, code);
        Assert.Contains("llm.c's for bf16: logits 25, loss 0.05", output);
        Assert.All(TinyGpt2.Losses.Zip(Losses(output)), pair => Assert.Equal(pair.First, pair.Second, 0.05));
        Assert.EndsWith("overall okay: 1\n", output);
    }

    [DataFact(TinyGpt2.SafeTensors, TinyGpt2.State, TinyGpt2.InfoFile)]
    public void The_safetensors_model_passes_too()
    {
        var (code, output, _) = NanoGptRun.Of("check", "--model", TinyGpt2.HuggingFaceFolder(folder), "--state", TestData.File(TinyGpt2.State), "--device", "cpu");
        Assert.Equal(0, code);
        Assert.All(TinyGpt2.Losses.Zip(Losses(output)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [DataFact(TinyGpt2.Llmc, TinyGpt2.State)]
    public void Without_expected_losses_the_training_is_llmcs()
    {
        string state = Copy(bytes => { });
        var (code, output, _) = NanoGptRun.Of("check", "--model", TestData.File(TinyGpt2.Llmc), "--state", state, "--device", "cpu");
        Assert.Equal(0, code);
        Assert.Contains("test_gpt2.c, which knows no losses for this model", output);
        Assert.Equal(10, Losses(output).Length);
        Assert.All(LlmcSettings.Zip(Losses(output)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(2, Losses(NanoGptRun.Of("check", "--model", TestData.File(TinyGpt2.Llmc), "--state", state, "--steps", "2", "--device", "cpu").Output).Length);
    }

    /// <summary>Places in the state: tokens, targets, 8,320 logits, the loss, then the gradients, wte's 128 rows first.</summary>
    [DataTheory(TinyGpt2.Llmc, TinyGpt2.State)]
    [InlineData("logits", 256 + 17, 0.01f)]
    [InlineData("loss", 256 + 8320, 0.001f)]
    [InlineData("dwte", 256 + 8321 + 40, 0.01f)]
    [InlineData("dwpe", 256 + 8321 + (128 * 32) + 1, 0.01f)]
    [InlineData("dlnfb", 256 + 8321 + 30592 - 1, 0.01f)]
    public void One_wrong_number_is_found_in_its_tensor(string tensor, int place, float error)
    {
        string state = Copy(bytes =>
        {
            var number = bytes.AsSpan(1024 + (4 * place));
            BinaryPrimitives.WriteSingleLittleEndian(number, BinaryPrimitives.ReadSingleLittleEndian(number) + error);
        });
        var (code, output, _) = NanoGptRun.Of("check", "--model", TestData.File(TinyGpt2.Llmc), "--state", state, "--steps", "0", "--device", "cpu");
        Assert.Equal(1, code);
        Assert.All(Rows(output), row => Assert.Equal(row[1] == tensor ? "NOT" : "OK", row[0]));
        Assert.EndsWith("overall okay: 0\n", output);
    }

    [DataFact(TinyGpt2.Llmc, TinyGpt2.State, TinyGpt2.InfoFile)]
    public void Losses_that_differ_fail()
    {
        string expected = folder.File("expected.json");
        File.WriteAllText(expected, File.ReadAllText(TestData.File(TinyGpt2.InfoFile)).Replace("3.768549919128418", "3.7688"));
        var (code, output, _) = NanoGptRun.Of("check", "--model", TestData.File(TinyGpt2.Llmc), "--state", TestData.File(TinyGpt2.State), "--expected", expected, "--device", "cpu");
        Assert.Equal(1, code);
        Assert.Equal("step 4:", output.Split('\n').Single(line => line.EndsWith("NOT OK", StringComparison.Ordinal))[..7]);
    }

    public static TheoryData<int, int, string> Headers => new()
    {
        { 0, 20240326, "is not a debug state of llm.c: its magic number is 20240326, not 20240327. It seems to be a model of llm.c" },
        { 1, 1, "of version 1; this program reads version 2. Write it again" },
        { 2, 0, "0 x 32 tokens" },
        { 2, 5, "It belongs to another model, or is cut off" },
        { 2, int.MaxValue, "It belongs to another model, or is cut off" },
        { 3, 33, "the model's context is 32" },
        { 256, 65, "number 0 of its tokens is 65, beyond the vocabulary of 65" },
        { 256 + 129, -1, "number 1 of its targets is -1" },
    };

    [DataTheory(TinyGpt2.Llmc, TinyGpt2.State)]
    [MemberData(nameof(Headers))]
    public void A_state_that_does_not_fit_is_refused(int index, int value, string part) =>
        AssertRefused(Copy(bytes => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * index), value)), part);

    [DataFact(TinyGpt2.Llmc, TinyGpt2.State)]
    public void A_state_that_is_missing_or_cut_short_is_refused()
    {
        AssertRefused(folder.File("none"), "Cannot open");
        File.WriteAllBytes(folder.File("short"), File.ReadAllBytes(TestData.File(TinyGpt2.State))[..^4]);
        AssertRefused(folder.File("short"), "make 157700 bytes; the file has 157696");
        AssertRefused(Copy(_ => { }), "does not say how to train", "--expected", TestData.File("hf-tiny-gpt2/config.json"));
        Assert.Equal(2, NanoGptRun.Of("check", "--model", TestData.File(TinyGpt2.Llmc)).Code);
        Assert.Equal(2, NanoGptRun.Of("check", "--model", TestData.File(TinyGpt2.Llmc), "--state", Copy(_ => { }), "--steps", "-1").Code);
    }

    [DataTheory(TinyGpt2.Llmc, TinyGpt2.State)]
    [OnReference]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void What_was_saved_and_loaded_trains_on_to_the_same_bits(string deviceName)
    {
        var (code, output, _) = NanoGptRun.Of("check", "--model", TestData.File(TinyGpt2.Llmc), "--state", TestData.File(TinyGpt2.State), "--steps", "2", "--resume-steps", "4", "--device", deviceName);
        Assert.Equal(0, code);
        string[] resumed = [.. output.Split('\n').Where(line => line.StartsWith("resumed step ", StringComparison.Ordinal))];
        Assert.Equal(["2", "3", "4", "5"], resumed.Select(line => line.Split(' ', ':')[2]));
        foreach (var (expected, line) in TinyGpt2.Losses.Skip(2).Zip(resumed))
        {
            double[] losses = [.. new[] { "loss ", "again " }.Select(word => double.Parse(line.Split(word)[1].Split(',', ' ')[0], CultureInfo.InvariantCulture))];
            Assert.All(losses, loss => Assert.Equal(expected, loss, 1e-4)); // PyTorch's, which was not stopped
            Assert.EndsWith(" OK", line);
        }
    }

    [Theory]
    [InlineData("weights")]
    [InlineData("moments")]
    [InlineData("steps")]
    public void What_is_not_saved_shows_in_the_losses(string forgotten)
    {
        var config = new GptConfig { VocabSize = 11, BlockSize = 8, NLayer = 1, NHead = 2, NEmbd = 8 };
        var model = new Gpt(config, new TorchGenerator(1), Device.Cpu);
        Tensor x = Tensor.From(KernelHarness.Integers(16, 1, 11), [2, 8], Device.Cpu), y = Tensor.From(KernelHarness.Integers(16, 2, 11), [2, 8], Device.Cpu);
        var training = new CheckTraining(model, x, y, CheckRun.Llmc(bfloat16: false, parameterCount: 0) with { LearningRate = 1e-2 });
        Assert.Equal(5, training.Train(5).Count());
        Assert.All(training.TrainTwice(5, folder.File("state")), pair => Assert.Equal(pair.First, pair.Second));
        training.Save(folder.File("state"));
        double[] first = [.. training.Train(5)];
        Tamper(forgotten);
        training.Load(folder.File("state"));
        Assert.NotEqual(first, training.Train(5));

        void Tamper(string what)
        {
            var writer = new SafeTensorsWriter();
            using (var file = SafeTensorsFile.Open(folder.File("state")))
            {
                foreach (var (key, text) in file.Metadata)
                {
                    writer.Metadata[key] = key == what ? "0" : text;
                }

                foreach (var tensor in file.Tensors)
                {
                    bool isForgotten = what == "moments" ? tensor.Name.StartsWith("optimizer.v", StringComparison.Ordinal) : what == "weights" && tensor.Name == "transformer.wpe.weight";
                    writer.Add(tensor.Name, [.. tensor.Shape], isForgotten ? new float[tensor.Count] : file.ReadFloats(tensor.Name));
                }
            }

            writer.Save(folder.File("state"));
        }
    }

    private void AssertRefused(string state, string part, params string[] more)
    {
        var (code, output, error) = NanoGptRun.Of(["check", "--model", TestData.File(TinyGpt2.Llmc), "--state", state, "--device", "cpu", .. more]);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(part, error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    /// <summary>The state in a folder of its own, without info.json beside it.</summary>
    private string Copy(Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(TestData.File(TinyGpt2.State));
        change(bytes);
        File.WriteAllBytes(folder.File("state.bin"), bytes);
        return folder.File("state.bin");
    }

    private static string[][] Rows(string output) =>
        [.. output.Split('\n').Where(line => line.EndsWith('%')).Select(line => line.Replace("NOT OK", "NOT").Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static double[] Losses(string output) =>
        [.. output.Split('\n').Where(line => line.StartsWith("step ", StringComparison.Ordinal)).Select(line => double.Parse(line.Split("loss ")[1].Split(',', ' ')[0], CultureInfo.InvariantCulture))];
}
