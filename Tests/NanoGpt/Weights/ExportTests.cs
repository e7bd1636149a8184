using NanoGpt;

namespace Tests;

/// <summary>Models in other programs' formats, and back without a change in any bit.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataTheory(TinyGpt2.Llmc, TinyGpt2.LlmcBFloat16, TinyGpt2.SafeTensors, TinyGpt2.InfoFile)]
    [InlineData("llmc", "llmc", TinyGpt2.Llmc)]
    [InlineData("safetensors", "llmc", TinyGpt2.Llmc)]
    [InlineData("llmc-bf16", "llmc-bf16", TinyGpt2.LlmcBFloat16)]
    [InlineData("llmc", "llmc-bf16", TinyGpt2.LlmcBFloat16)] // rounded as PyTorch rounds
    public void What_is_written_is_PyTorchs_file_byte_for_byte(string from, string format, string expected)
    {
        Export(from, format, folder.File("out.bin"));
        Assert.Equal(File.ReadAllBytes(TestData.File(expected)), File.ReadAllBytes(folder.File("out.bin")));
    }

    [DataFact(TinyGpt2.Llmc, TinyGpt2.SafeTensors)]
    public void Safetensors_have_transformers_names_shapes_and_bits()
    {
        Export("llmc", "safetensors", folder.File("out"));
        using var expected = SafeTensorsFile.Open(TestData.File(TinyGpt2.SafeTensors));
        using var actual = SafeTensorsFile.Open(Path.Combine(folder.File("out"), "model.safetensors"));
        Assert.Equal("pt", actual.Metadata["format"]);
        Assert.Equal(expected.Tensors.Select(tensor => tensor.Name).Order(), actual.Tensors.Select(tensor => tensor.Name).Order());
        foreach (var tensor in expected.Tensors)
        {
            Assert.Equal(tensor.Shape, actual[tensor.Name].Shape);
            Assert.Equal(expected.ReadFloats(tensor.Name), actual.ReadFloats(tensor.Name));
        }
    }

    [Fact]
    public void A_run_of_ours_goes_to_llmc_and_back()
    {
        var trained = Train(("activation", "gelu-tanh"));
        Assert.Equal(0, Run("export", "--init-from", folder.File("run"), "--format", "llmc", "--out", folder.File("out.bin")).Code);
        AssertSameLogits(trained, folder.File("out.bin"));
    }

    [Theory]
    [InlineData("gelu-erf", true)] // nanoGPT's
    [InlineData("relu", false)] // an output layer of its own
    public void A_run_of_ours_goes_to_safetensors_and_back_with_its_characters(string activation, bool tied)
    {
        var trained = Train(("activation", activation), ("tie-weights", tied));
        Assert.Equal(0, Run("export", "--init-from", folder.File("run"), "--out", folder.File("out")).Code);
        AssertSameLogits(trained, folder.File("out"));
        string[] sample = ["--start", "the c", "--max-new-tokens", "20"];
        string expected = Run(["sample", "--out-dir", folder.File("run"), .. sample]).Output;
        Assert.StartsWith("the c", expected);
        Assert.Equal(expected, Run(["sample", "--init-from", folder.File("out"), .. sample]).Output);
        Assert.Equal(expected, Run(["sample", "--init-from", folder.File("run"), .. sample]).Output);
    }

    [Fact]
    public void What_the_other_program_would_compute_otherwise_is_refused()
    {
        Train(("activation", "gelu-erf"));
        AssertRefused(["--format", "llmc"], "--activation gelu-tanh");
        Train(("activation", "gelu-tanh"), ("tie-weights", false));
        AssertRefused(["--format", "llmc-bf16"], "--tie-weights true");
        Train(("head-bias", true));
        AssertRefused(["--format", "safetensors"], "--head-bias false");
        Train(("model", "bigram"));
        AssertRefused(["--format", "safetensors"], "not a GPT");
    }

    [Theory]
    [InlineData("--format", "onnx", 2)]
    [InlineData("--out", "", 2)]
    [InlineData("--init-from", "nothing", 1)]
    [InlineData("--crop-block-size", "9", 1)]
    [InlineData("--threads", "-1", 2)]
    public void A_wrong_command_line_writes_nothing(string option, string value, int code)
    {
        Train();
        string[] arguments = ["export", "--init-from", folder.File("run"), "--out", folder.File("out"), "--format", "safetensors"];
        int at = Array.IndexOf(arguments, option);
        arguments = at < 0 ? [.. arguments, option, value] : [.. arguments[..(at + 1)], value, .. arguments[(at + 2)..]];
        var (actual, output, error) = Run(arguments);
        Assert.Equal((code, ""), (actual, output));
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    private LanguageModel Train(params (string Name, System.Text.Json.Nodes.JsonNode Value)[] options)
    {
        var trainer = new Trainer(TinyTraining.Config(options), new TextData(TinyTraining.Text), Device.Cpu, folder.File("run"));
        trainer.Run();
        CheckpointFiles.ForgetBest(folder.File("run"));
        return trainer.Model;
    }

    private void Export(string loader, string format, string path)
    {
        string source = loader == "safetensors" ? TinyGpt2.HuggingFaceFolder(folder) : TestData.File(loader == "llmc" ? TinyGpt2.Llmc : TinyGpt2.LlmcBFloat16);
        var (code, output, error) = Run("export", "--init-from", source, "--format", format, "--out", path, "--device", "cpu");
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("28,576 parameters", error);
    }

    private static void AssertSameLogits(LanguageModel expected, string path)
    {
        using var source = ModelSource.Open(path);
        var actual = source.Load(Device.Cpu);
        (expected.Training, actual.Training) = (false, false);
        int[] ids = [0, 1, 2, 3, 4, 5, 6, 7];
        Assert.Equal(expected.Forward(Tensor.From(ids, [1, 8])).ToFloats(), actual.Forward(Tensor.From(ids, [1, 8])).ToFloats());
    }

    private void AssertRefused(string[] format, string part)
    {
        var (code, _, error) = Run(["export", "--init-from", folder.File("run"), "--out", folder.File("out"), .. format]);
        Assert.Equal(1, code);
        Assert.Contains(part, error);
        Assert.False(File.Exists(folder.File("out")) || Directory.Exists(folder.File("out")));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments) => NanoGptRun.Of(arguments);
}
