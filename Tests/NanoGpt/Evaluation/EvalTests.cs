using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MinBpe;
using NanoGpt;

namespace Tests;

/// <summary>The command eval: losses that PyTorch gives for the same windows.</summary>
public sealed partial class EvalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataTheory(TinyGpt2.InfoFile, TinyGpt2.Llmc, TinyGpt2.SafeTensors)]
    [InlineData("llmc")]
    [InlineData("safetensors")]
    public void The_last_tenth_of_a_text_gives_PyTorchs_loss(string loader)
    {
        string model = loader == "llmc" ? TestData.File(TinyGpt2.Llmc) : TinyGpt2.HuggingFaceFolder(folder);
        string text = Write("text.txt", Encoding.UTF8.GetBytes(TinyGpt2.Text));
        var (code, output, _) = NanoGptRun.Of("eval", "--init-from", model, "--data", text, "--split", "val", "--device", "cpu");
        Assert.Equal(0, code);
        Assert.Equal(TinyGpt2.Loss, LossIn(output), 1e-4);
        Assert.Contains("4 of 32 tokens", output);
        Assert.Equal(Math.Exp(TinyGpt2.Loss), Number(output, "perplexity"), 1e-2);
        Assert.Equal(TinyGpt2.Loss / Math.Log(2), Number(output, "bits per byte"), 1e-4); // one byte a character
    }

    [DataTheory(TinyGpt2.InfoFile, TinyGpt2.Llmc)]
    [InlineData(20240520, 1)]
    [InlineData(20240801, 7)]
    [InlineData(0, 0)] // nanoGPT's: no header
    public void A_file_of_tokens_is_used_whole(int magic, int version)
    {
        string shard = Write("shard.bin", Shard(TinyGpt2.Row, magic, version));
        var (code, output, _) = NanoGptRun.Of("eval", "--init-from", TestData.File(TinyGpt2.Llmc), "--data", shard, "--split", "val", "--device", "cpu", "--batch-size", "3");
        Assert.Equal(0, code);
        Assert.Equal(TinyGpt2.Loss, LossIn(output), 1e-4);
        Assert.DoesNotContain("bits per byte", output); // nobody knows what the tokens stand for
    }

    [DataTheory(TinyGpt2.Llmc, "tinyshakespeare/input.txt")]
    [InlineData("cpu")]
    [InlineData("cpu:256")]
    public void All_windows_of_tiny_Shakespeare_give_PyTorchs_loss(string deviceName)
    {
        string[] arguments = ["eval", "--init-from", TestData.File(TinyGpt2.Llmc), "--data", TestData.File("tinyshakespeare/input.txt"), "--batch-size", "64", "--device", deviceName];
        var (code, output, _) = NanoGptRun.Of(arguments);
        Assert.Equal(0, code);
        Assert.Contains("3,485 of 32 tokens", output);
        Assert.Equal(4.201382378744548, LossIn(output), 1e-5); // PyTorch 1.13, a mean in double
    }

    [DataFact(TinyGpt2.InfoFile, TinyGpt2.Llmc)]
    public void Random_windows_are_drawn_by_the_seed()
    {
        string shard = Write("shard.bin", Shard([.. TinyGpt2.Row, .. TinyGpt2.Row], 20240520, 1));
        string[] arguments = ["eval", "--init-from", TestData.File(TinyGpt2.Llmc), "--data", shard, "--windows", "random", "--eval-iters", "3", "--batch-size", "2", "--device", "cpu"];
        string first = NanoGptRun.Of(arguments).Output;
        Assert.Equal(first, NanoGptRun.Of(arguments).Output);
        Assert.NotEqual(first, NanoGptRun.Of([.. arguments, "--seed", "1"]).Output);
        Assert.Contains("6 of 32 tokens", first);

        // Where a window has one place only, all draws are that one.
        string one = Write("one.bin", Shard(TinyGpt2.Row[..33], 20240520, 1));
        arguments[4] = one;
        double random = LossIn(NanoGptRun.Of(arguments).Output);
        Assert.Equal(LossIn(NanoGptRun.Of("eval", "--init-from", TestData.File(TinyGpt2.Llmc), "--data", one, "--device", "cpu").Output), random, 1e-6);
    }

    [Fact]
    public void A_run_of_ours_is_measured_as_while_it_was_trained()
    {
        string text = Write("text.txt", Encoding.UTF8.GetBytes(TinyTraining.Text));
        var seen = new TrainingRecorder();
        new Trainer(TinyTraining.Config(("eval-iters", 400)), new TextData(TinyTraining.Text), Device.Cpu, folder.File("run"), seen).Run();
        CheckpointFiles.ForgetBest(folder.File("run"));
        var (code, output, _) = NanoGptRun.Of("eval", "--init-from", folder.File("run"), "--data", text);
        Assert.Equal(0, code);
        Assert.Equal(seen.Evaluations[^1].Val, LossIn(output), 0.05); // all windows, against 1,600 drawn ones
        Assert.Equal(LossIn(output), LossIn(NanoGptRun.Of("eval", "--init-from", CheckpointFiles.Latest(folder.File("run")), "--data", text).Output));
    }

    [Fact]
    public void GPT2s_vocabulary_means_GPT2s_tokens()
    {
        string model = Gpt2Sized(), text = Write("text.txt", "Héllo, world!\nIt's a test of tokens — 🤗, and then some more.\n"u8.ToArray());
        int[] tokens = Tiktoken.Get("gpt2").Encode(File.ReadAllText(text));
        var (code, output, _) = NanoGptRun.Of("eval", "--init-from", model, "--data", text, "--split", "all", "--device", "cpu");
        Assert.Equal(0, code);
        Assert.Contains($"part all: {tokens.Length} tokens (GPT-2 tokens)", output);
        Assert.Contains($"{(tokens.Length - 1) / 8} of 8 tokens", output);
        string last = output.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("loss ", last);
        double loss = double.Parse(last["loss ".Length..], CultureInfo.InvariantCulture);
        Assert.Equal(Math.Log(50257), loss, 0.2); // a fresh model knows nothing
        int[] predicted = tokens[1..(1 + ((tokens.Length - 1) / 8 * 8))];
        Assert.Equal(loss * predicted.Length / (Math.Log(2) * Tiktoken.Get("gpt2").DecodeBytes(predicted).Length), Number(output, "bits per byte"), 1e-4);
    }

    [Fact]
    public void A_model_with_GPT2s_vocabulary_writes_text()
    {
        var (code, output, _) = NanoGptRun.Of("sample", "--init-from", Gpt2Sized(), "--start", "Hello 🤗", "--max-new-tokens", "5", "--device", "cpu");
        Assert.Equal(0, code);
        Assert.StartsWith("Hello 🤗", output);
        Assert.True(output.Length > "Hello 🤗\n".Length);
    }

    [DataTheory(TinyGpt2.Llmc, TinyGpt2.SafeTensors)]
    [InlineData("--init-from gpt5", 1, "no file or folder 'gpt5'")]
    [InlineData("--data missing.txt", 1, "missing.txt does not exist")]
    [InlineData("--data model", 1, "it seems to be a model of llm.c")]
    [InlineData("--data short.bin", 1, "at least 2 are needed")]
    [InlineData("--data other.txt", 1, "a vocabulary of 65 tokens and does not say what they stand for")]
    [InlineData("--split test", 2, "'test' not recognized")]
    [InlineData("--windows some", 2, "'some' not recognized")]
    [InlineData("--batch-size 0", 2, "at least 1")]
    [InlineData("--crop-block-size 64", 1, "at most the model's own, 32")]
    [InlineData("--device toaster", 2, "Known: auto")]
    public void What_cannot_be_measured_says_why(string options, int expected, string part)
    {
        string text = Write("text.txt", Encoding.UTF8.GetBytes(TinyGpt2.Text));
        Write("short.bin", [1, 0]); // one token
        Write("other.txt", "The quick brown fox"u8.ToArray());
        string[] more = options.Split(' ');
        more[1] = more[1] switch
        {
            "model" => TestData.File(TinyGpt2.Llmc),
            "short.bin" or "other.txt" => folder.File(more[1]),
            var value => value,
        };
        (string Name, string Value)[] defaults = [("--init-from", TestData.File(TinyGpt2.Llmc)), ("--data", text), ("--device", "cpu")];
        var (code, output, error) = NanoGptRun.Of(["eval", .. defaults.Where(option => option.Name != more[0]).SelectMany(option => new[] { option.Name, option.Value }), .. more]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    /// <summary>A folder with a fresh model of GPT-2's vocabulary and next to nothing else.</summary>
    private string Gpt2Sized()
    {
        var config = new GptConfig { VocabSize = 50257, BlockSize = 8, NLayer = 1, NHead = 1, NEmbd = 4, Activation = Activation.GeluTanh };
        NanoGpt.HuggingFaceWriter.Write(new Gpt(config, new TorchGenerator(1), Device.Cpu), null, folder.File("gpt2-sized"));
        return folder.File("gpt2-sized");
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(folder.File(name), bytes);
        return folder.File(name);
    }

    private static byte[] Shard(int[] tokens, int magic, int version) => TokenFileTests.Shard(tokens, magic, version);

    private static double LossIn(string output)
    {
        string last = output.TrimEnd('\n').Split('\n')[^1];
        Assert.Matches(LossLine(), last);
        return double.Parse(last["val loss ".Length..], CultureInfo.InvariantCulture);
    }

    private static double Number(string output, string label) =>
        double.Parse(output.Split('\n').Single(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^val loss \d+\.\d{6}$")]
    private static partial Regex LossLine();
}
