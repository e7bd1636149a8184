using System.Globalization;
using NanoGpt;

namespace Tests;

/// <summary>Training and evaluation on prepared tokens.</summary>
public sealed class TrainingOnTokensTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TrainingOnTokensTests()
    {
        File.WriteAllText(folder.File("text.txt"), TinyTraining.Text);
        Assert.Equal(0, NanoGptRun.Of("prepare", "shakespeare-char", "--input", folder.File("text.txt"), "--out", folder.File("tokens")).Code);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tokens_of_a_text_train_as_the_text()
    {
        string onText = Train("text.txt", "a", "--sample-interval", "10"), onTokens = Train("tokens", "b", "--sample-interval", "10");
        string[] Results(string output) => [.. output.Split('\n').SkipWhile(line => !line.StartsWith("step 0", StringComparison.Ordinal)).Where(line => !line.StartsWith("iter", StringComparison.Ordinal))];
        Assert.Equal(Results(onText), Results(onTokens));
        Assert.True(Results(onText).Length > 5);
        string Loss(string data) => NanoGptRun.Of("eval", "--init-from", folder.File("b"), "--data", folder.File(data), "--device", "cpu").Output.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith("val loss ", Loss("tokens"));
        Assert.Equal(Loss("text.txt"), Loss("tokens"));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("sequential")]
    [InlineData("shuffled")]
    [InlineData("shuffled-windows")]
    public void A_run_goes_on_in_its_order_of_the_data(string order)
    {
        using var data = TokenFolder.TryOpen(folder.File("tokens"))!;
        TrainConfig Config(int steps) => TinyTraining.Config(("data-order", order), ("max-iters", steps), ("gradient-accumulation-steps", 3));
        var straight = new Trainer(Config(20), data, Device.Cpu);
        straight.Run();
        new Trainer(Config(7), data, Device.Cpu, folder.File("run")).Run();
        var resumed = new Trainer(Config(20), data, Device.Cpu, folder.File("run"));
        using (var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.File("run"))))
        {
            resumed.Restore(checkpoint);
        }

        resumed.Run();
        Assert.Equal(TinyTraining.Bits(straight), TinyTraining.Bits(resumed));
        Assert.Equal(straight.Batches.Next, resumed.Batches.Next);
    }

    [Fact]
    public void The_orders_differ_and_another_one_cannot_go_on()
    {
        using var data = TokenFolder.TryOpen(folder.File("tokens"))!;
        var losses = new[] { "random", "sequential", "shuffled", "shuffled-windows" }.Select(order =>
        {
            var seen = new TrainingRecorder();
            new Trainer(TinyTraining.Config(("data-order", order), ("max-iters", 3)), data, Device.Cpu, folder.File(order), seen).Run();
            return seen.Steps[^1].Loss;
        });
        Assert.Equal(4, losses.Distinct().Count());
        var (code, _, error) = NanoGptRun.Of("train", "--resume", "--out-dir", folder.File("shuffled"), "--data", folder.File("tokens"), "--data-order", "sequential", "--max-iters", "9");
        Assert.Equal(1, code);
        Assert.Contains("leave --batch-size and --data-order off", error);
    }

    [Fact]
    public void Sequential_evaluations_see_the_same_batches_from_the_parts_beginning()
    {
        using var data = TokenFolder.TryOpen(folder.File("tokens"))!;
        var batches = new BatchLoader(data, 2, 8, new TorchGenerator(1), Device.Reference, DataOrder.Sequential);
        var val = new int[33];
        data.Of(Split.Val).Read(0, val);
        for (int round = 0; round < 2; round++)
        {
            batches.LoadForEvaluation(Split.Val, 0);
            Assert.Equal(val[..16], batches.Tokens.ToInts());
            batches.LoadForEvaluation(Split.Val, 1);
            Assert.Equal(val[16..32], batches.Tokens.ToInts());
            Assert.Equal(val[17..33], batches.Targets.ToInts());
        }
    }

    [Fact]
    public void GPT_2s_tokens_are_known_again_in_the_checkpoint()
    {
        Assert.Equal(0, NanoGptRun.Of("prepare", "shakespeare", "--input", folder.File("text.txt"), "--out", folder.File("bpe")).Code);
        Train("bpe", "run");
        using (var source = ModelSource.Open(folder.File("run")))
        {
            Assert.Equal((50257, TokenizerKind.Gpt2), (source.VocabSize, source.Tokenizer));
        }

        Assert.Equal(0, NanoGptRun.Of("sample", "--out-dir", folder.File("run"), "--max-new-tokens", "3", "--device", "cpu").Code);
        Assert.Contains("bits per byte", NanoGptRun.Of("eval", "--init-from", folder.File("run"), "--data", folder.File("bpe"), "--device", "cpu").Output);
        var (code, _, error) = NanoGptRun.Of(["train", "--init-from", folder.File("run"), "--data", folder.File("tokens"), "--out-dir", folder.File("other"), .. TinyTraining.Arguments]);
        Assert.Equal(1, code);
        Assert.Contains("prepare the text in the model's tokens", error);
        Assert.Contains("prepare the text in the model's tokens", Refused("eval", "--init-from", TrainedOnCharacters(), "--data", folder.File("bpe")));
    }

    [DataFact("llama2c/tok512.bin")]
    public void Another_tokenizers_tokens_are_refused_and_let_go()
    {
        Assert.Equal(0, NanoGptRun.Of("prepare", "shakespeare", "--input", folder.File("text.txt"), "--out", folder.File("bpe")).Code);
        Assert.Equal(0, NanoGptRun.Of("prepare", "shakespeare", "--input", folder.File("text.txt"), "--out", folder.File("llama"), "--tokenizer", TestData.File("llama2c/tok512.bin")).Code);
        Train("bpe", "run");
        foreach (string data in new[] { "llama", "llama/train.bin" }) // 512 tokens, all of which GPT-2's numbers have too
        {
            string[] model = ["--init-from", folder.File("run"), "--data", folder.File(data)];
            Assert.Contains("llama is made of Llama tokens (512)", Refused(["eval", .. model]).Replace("/train.bin", "", StringComparison.Ordinal));
            Assert.Contains("prepare the text in the model's tokens", Refused(["train", "--out-dir", folder.File("other"), .. model, .. TinyTraining.Arguments]));
        }

        Assert.True(!OperatingSystem.IsLinux() || !File.ReadAllText("/proc/self/maps").Contains(folder.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Tokens_that_do_not_say_what_they_are_are_the_models()
    {
        string run = TrainedOnCharacters();
        Directory.CreateDirectory(folder.File("bare"));
        foreach (string name in new[] { "train.bin", "val.bin" })
        {
            File.Copy(folder.File($"tokens/{name}"), folder.File($"bare/{name}"));
        }

        string Loss(string data) => NanoGptRun.Of("eval", "--init-from", run, "--data", folder.File(data), "--device", "cpu").Output.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith("val loss ", Loss("bare"));
        Assert.Equal(Loss("tokens"), Loss("bare"));
        string[] options = ["train", "--init-from", run, "--data", folder.File("bare"), "--device", "cpu", .. TinyTraining.Arguments];
        var (code, _, error) = NanoGptRun.Of([.. options, "--out-dir", folder.File("tuned")]);
        Assert.True(code == 0, error);
        Assert.Equal(0, NanoGptRun.Of("train", "--resume", "--out-dir", folder.File("tuned"), "--data", folder.File("bare"), "--max-iters", "22").Code);
    }

    [DataFact("llama2c/tok512.bin")]
    public void A_Llama_trains_on_stories_and_writes_with_their_tokenizer()
    {
        string tokenizer = TestData.File("llama2c/tok512.bin");
        File.WriteAllText(folder.File("stories.txt"), string.Join("<|endoftext|>", Enumerable.Repeat(TinyTraining.Text[..500], 10)));
        Assert.Equal(0, NanoGptRun.Of("prepare", "tinystories", "--input", folder.File("stories.txt"), "--out", folder.File("stories"), "--tokenizer", tokenizer).Code);
        Train("stories", "llama", "--model", "llama", "--data-order", "shuffled-windows");
        var (code, output, _) = NanoGptRun.Of("sample", "--init-from", folder.File("llama"), "--tokenizer", tokenizer, "--max-new-tokens", "5", "--device", "cpu");
        Assert.Equal(0, code);
        Assert.NotEqual("", output);
    }

    [DataTheory("llama2c/tok512.bin", "llama2c/stories260K.bin", "llama2c/stories260K_v1.bin")]
    [InlineData("stories260K.bin")]
    [InlineData("stories260K_v1.bin")]
    public void A_checkpoint_of_llama2_c_is_fine_tuned_and_goes_back(string name)
    {
        string tokenizer = TestData.File("llama2c/tok512.bin"), model = TestData.File($"llama2c/{name}"), run = folder.File("tuned");
        File.WriteAllText(folder.File("stories.txt"), string.Join("<|endoftext|>", Enumerable.Repeat(TinyTraining.Text[..500], 10)));
        Assert.Equal(0, NanoGptRun.Of("prepare", "tinystories", "--input", folder.File("stories.txt"), "--out", folder.File("stories"), "--tokenizer", tokenizer).Code);
        double Loss(string from) => double.Parse(NanoGptRun.Of("eval", "--init-from", from, "--data", folder.File("stories"), "--device", "cpu", "--crop-block-size", "32").Output.Trim().Split(' ')[^1], CultureInfo.InvariantCulture);
        string[] options = ["--init-from", model, "--data", folder.File("stories"), "--out-dir", run, "--block-size", "32", "--batch-size", "4", "--dropout", "0.1", "--decay-lr", "false", "--eval-iters", "1", "--sample-interval", "0", "--device", "cpu"];
        var (code, _, error) = NanoGptRun.Of(["train", "--max-iters", "0", .. options]);
        Assert.True(code == 0, error);
        double before = Loss(model);
        Assert.Equal(before, Loss(run)); // every weight is the file's
        Assert.Equal(0, NanoGptRun.Of(["train", "--max-iters", "10", "--overwrite", .. options]).Code);
        Assert.InRange(Loss(run), 0, 0.9 * before);
        Assert.Equal(0, NanoGptRun.Of("export", "--init-from", run, "--format", "llama2c", "--out", folder.File("back.bin"), "--device", "cpu").Code);
        Assert.Equal(Loss(run), Loss(folder.File("back.bin")));
        Assert.Contains("prepare the text in the model's tokens", Refused("eval", "--init-from", model, "--data", folder.File("tokens"))); // fewer tokens, but characters
    }

    private string TrainedOnCharacters()
    {
        Train("tokens", "characters");
        return folder.File("characters");
    }

    private static string Refused(params string[] arguments)
    {
        var (code, _, error) = NanoGptRun.Of(arguments);
        Assert.Equal(1, code);
        return error;
    }

    private string Train(string data, string outDir, params string[] options)
    {
        string[] arguments = [.. TinyTraining.Arguments];
        for (int i = 0; i < options.Length; i += 2)
        {
            int at = Array.IndexOf(arguments, options[i]);
            arguments = at < 0 ? [.. arguments, options[i], options[i + 1]] : [.. arguments[..at], options[i], options[i + 1], .. arguments[(at + 2)..]];
        }

        var (code, output, error) = NanoGptRun.Of(["train", "--data", folder.File(data), "--out-dir", folder.File(outDir), "--device", "cpu", .. arguments]);
        Assert.True(code == 0, error);
        return output;
    }
}
