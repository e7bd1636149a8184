using System.Text.RegularExpressions;
using NanoGpt;

namespace Tests;

public sealed partial class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string text;
    private readonly string outDir;

    public CommandLineTests()
    {
        text = folder.File("text.txt");
        outDir = folder.File("run");
        File.WriteAllText(text, TinyTraining.Text);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TrainReportsEvaluatesAndSaves()
    {
        var (code, output, error) = Train();
        Assert.Equal((0, true), (code, error.Contains("Saved to")));
        string[] lines = output.TrimEnd().Split('\n');
        string[] evaluations = [.. lines.Where(line => line.StartsWith("step ", StringComparison.Ordinal))];
        Assert.Equal(3, evaluations.Length);
        Assert.All(evaluations, line => Assert.Matches(EvaluationLine(), line));
        Assert.StartsWith("step 20:", lines[^1]); // the last line of all: programs read the result there
        Assert.Contains(lines, line => line.StartsWith("sample after 10 steps", StringComparison.Ordinal));
        Assert.Equal(23, File.ReadAllLines(TrainLog.PathIn(outDir)).Length);
        string page = File.ReadAllText(LossPage.PathIn(outDir));
        Assert.Contains("Plotly.newPlot", page);
        Assert.DoesNotMatch("<script[^>]+src=", page);
        Assert.DoesNotMatch("<link[^>]+href=\"(?!data:)", page);
    }

    [Fact]
    public void ASecondRunIsRefusedUnlessAskedFor()
    {
        Train();
        byte[] before = File.ReadAllBytes(CheckpointFiles.Latest(outDir));
        var (code, _, error) = Train("--seed", "1");
        Assert.Equal(1, code);
        Assert.Contains("--resume", error);
        Assert.Contains("--overwrite", error);
        Assert.Equal(2, Train("--resume", "--overwrite").Code);
        Assert.Equal(before, File.ReadAllBytes(CheckpointFiles.Latest(outDir)));
        Assert.Equal(1, Train("--resume").Code); // finished
        Assert.Equal(0, Train("--overwrite", "--seed", "1").Code);
        Assert.NotEqual(before, File.ReadAllBytes(CheckpointFiles.Latest(outDir)));
    }

    [Fact]
    public void ResumingOnTheCommandLineEqualsOneRun()
    {
        Train();
        byte[] straight = File.ReadAllBytes(CheckpointFiles.Latest(outDir));
        Train("--overwrite", "--max-iters", "10");
        var (code, output, _) = Run("train", "--resume", "--out-dir", outDir, "--max-iters", "20");
        Assert.Equal(0, code);
        Assert.Contains("step 20:", output);
        Assert.Equal(straight, File.ReadAllBytes(CheckpointFiles.Latest(outDir)));
        Assert.Equal(23, File.ReadAllLines(TrainLog.PathIn(outDir)).Length);
    }

    [Fact]
    public void SampleWritesOnlyTheText()
    {
        Train();
        var (code, output, error) = Run("sample", "--out-dir", outDir, "--start", "the c", "--max-new-tokens", "30");
        Assert.Equal(0, code);
        Assert.StartsWith("the c", output);
        Assert.Equal(36, output.Length);
        Assert.Contains("20 steps", error);
        Assert.Equal(output, Run("sample", "--out-dir", outDir, "--start", "the c", "--max-new-tokens", "30").Output);
        File.WriteAllText(folder.File("prompt"), "the c");
        Assert.Equal(output, Run("sample", "--out-dir", outDir, "--start", "FILE:" + folder.File("prompt"), "--max-new-tokens", "30").Output);
        Assert.Equal(output, Run(["sample", "--out-dir", outDir, "--start", "-", "--max-new-tokens", "30"], "the c").Output);
        Assert.Equal(
            Run("sample", "--out-dir", outDir, "--temperature", "0", "--seed", "1").Output,
            Run("sample", "--out-dir", outDir, "--temperature", "0", "--seed", "2").Output);
    }

    [Fact]
    public void ACharacterOutsideTheVocabularyIsNamed()
    {
        Train();
        var (code, output, error) = Run("sample", "--out-dir", outDir, "--start", "the Z");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("'Z'", error);
    }

    [Theory]
    [InlineData("--start", "", 1, "The prompt is empty")]
    [InlineData("--start", "FILE:", 1, "give the path of a file")]
    [InlineData("--start", "FILE:.", 1, "it is a folder")]
    [InlineData("--num-samples", "0", 2, "at least 1")]
    [InlineData("--temperature", "NaN", 2, "at least 0")]
    [InlineData("--top-k", "-1", 2, "at least 0")]
    [InlineData("--threads", "100000", 2, "at most 1024")]
    public void ASampleThatCannotBeWrittenSaysWhy(string option, string value, int expected, string part)
    {
        Train();
        var (code, output, error) = Run("sample", "--out-dir", outDir, option, value);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error);
        AssertOneLine(error);
    }

    [Fact]
    public void ATemperatureNearZeroIsGreedy()
    {
        Train();
        Assert.Equal(
            Run("sample", "--out-dir", outDir, "--temperature", "0").Output,
            Run("sample", "--out-dir", outDir, "--temperature", "1e-45").Output);
    }

    [Fact]
    public void DevicesAreListed()
    {
        var (code, output, _) = Run("devices");
        Assert.Equal(0, code);
        Assert.Contains("cpu ", output);
        Assert.Contains("reference ", output);
        Assert.Contains("cores", output);
        foreach (string kind in new[] { "cuda", "opencl" })
        {
            // Each device in a line of its own; where there is none, one line says why and what to do.
            Assert.Contains(output.Split('\n'), line => line.StartsWith($"{kind}:0 ", StringComparison.Ordinal) || (line.StartsWith($"{kind} ", StringComparison.Ordinal) && line.Contains("--device cpu")));
        }
    }

    [Fact]
    public void AutoIsExplained() => Assert.Contains($"--device auto is {Device.BestName}", Run("devices").Output);

    [Theory]
    [InlineData("cuda:99")]
    [InlineData("opencl:99")]
    public void ADeviceThatIsNotThereEndsWithCode1(string device)
    {
        var (code, _, error) = Train("--device", device);
        Assert.Equal(1, code);
        AssertOneLine(error);
        Assert.DoesNotContain("   at ", error);
        string kind = device.Split(':')[0];
        Assert.Contains(TestDevices.Missing(kind) is null ? $"There is no {device}" : "--device cpu", error);
    }

    [Theory]
    [InlineData("cpu", "folder", "compiles no kernels")]
    [InlineData("simulator", "folder", "compiles no kernels")]
    [InlineData("cpu", "", "is empty")]
    public void WithoutKernelsNothingIsDumped(string device, string name, string part)
    {
        var (code, _, error) = Train("--device", device, "--dump-kernels", name == "" ? "" : folder.File(name));
        Assert.Equal(2, code);
        Assert.Contains(part, error);
        AssertOneLine(error);
    }

    [Theory]
    [InlineData("--learning-rats 1", "Did you mean --learning-rate?")]
    [InlineData("--n-layer x", "'--n-layer' as a whole number")]
    [InlineData("--activation swish", "gelu-erf")]
    [InlineData("--device toaster", "Known: auto, cuda")]
    [InlineData("--learning-rate NaN", "finite")]
    [InlineData("--threads 100000", "at most 1024")]
    public void AWrongCommandLineEndsWithCode2(string arguments, string part)
    {
        var (code, _, error) = Train(arguments.Split(' '));
        Assert.Equal(2, code);
        Assert.Contains(part, error);
        AssertOneLine(error);
    }

    [Theory]
    [InlineData]
    [InlineData("bogus")]
    public void NoCommandListsTheCommands(params string[] arguments)
    {
        var (code, _, error) = Run(arguments);
        Assert.Equal(2, code);
        AssertOneLine(error);
        Assert.Contains("prepare, train, sample, eval, export, hellaswag, check, demo, bench, sizing, plan, presets, devices", error);
    }

    [Theory]
    [InlineData("--config nonsense", "Known presets")]
    [InlineData("--data missing.txt", "missing.txt does not exist")]
    [InlineData("--n-head 3", "not divisible")]
    [InlineData("--block-size 4000", "--block-size")]
    [InlineData("--resume", "no checkpoint")]
    [InlineData("--n-embd 2000000000", "GiB of memory")]
    [InlineData("--batch-size 2000000000", "a batch may have")]
    [InlineData("--gradient-accumulation-steps 2000000000", "A step would have")]
    public void WhatCannotBeDoneEndsWithCode1(string arguments, string part)
    {
        var (code, _, error) = Train(arguments.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains(part, error);
        Assert.DoesNotContain("   at ", error);
        Assert.False(File.Exists(CheckpointFiles.Latest(outDir)));
    }

    [Fact]
    public void AnEmptyTextSaysSo()
    {
        File.WriteAllText(text, "");
        var (code, _, error) = Train();
        Assert.Equal(1, code);
        Assert.Contains("is empty", error);
    }

    [Fact]
    public void ARunWithoutACheckpointIsNotToldToResume()
    {
        Train();
        File.Delete(CheckpointFiles.Latest(outDir));
        var (code, _, error) = Train();
        Assert.Equal(1, code);
        Assert.Contains("--overwrite", error);
        Assert.DoesNotContain("--resume", error);
    }

    [Fact]
    public void AFolderThatCannotBeMadeSaysSo()
    {
        Assert.Equal(2, Run("train", "--data", text, "--out-dir", "").Code);
        var (code, _, error) = Run(["train", "--data", text, "--out-dir", Path.Combine(text, "run"), .. TinyTraining.Arguments]);
        Assert.Equal(1, code);
        Assert.Contains("--out-dir", error);
    }

    [Fact]
    public void EvaluatingOnlyWritesNothing()
    {
        var (code, output, _) = Train("--eval-only");
        Assert.Equal(0, code);
        Assert.StartsWith("step 0:", output.TrimEnd().Split('\n')[^1]);
        Assert.False(Directory.Exists(outDir));
    }

    private (int Code, string Output, string Error) Train(params string[] more)
    {
        string[] given = [.. more.Where(argument => argument.StartsWith("--", StringComparison.Ordinal))];
        var defaults = TinyTraining.Arguments.Chunk(2).Where(pair => !given.Contains(pair[0])).SelectMany(pair => pair);
        string[] data = given.Contains("--data") ? [] : ["--data", text];
        return Run(["train", "--out-dir", outDir, .. data, .. defaults, .. more]);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments) => Run(arguments, "");

    private static (int Code, string Output, string Error) Run(string[] arguments, string input)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = Program.Run(arguments, new CommandIo(output, error, new StringReader(input)));
        return (code, output.ToString(), error.ToString());
    }

    private static void AssertOneLine(string error) => Assert.Single(error.TrimEnd('\n').Split('\n'));

    [GeneratedRegex(@"^step \d+: train loss \d\.\d{4}, val loss \d\.\d{4}$")]
    private static partial Regex EvaluationLine();
}
