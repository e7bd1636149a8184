using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NanoGpt;

namespace Tests;

/// <summary>train --init-from: going on with models that somebody else trained.</summary>
public sealed class FineTuningTests : IDisposable
{
    private const int Length = 32;
    private const int Vocabulary = 65;
    private const string HfTiny = "hf-tiny-gpt2";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A text whose last tenth is so long that one window fits: the first tokens of the fixture's batch, for which PyTorch gave the logits.</summary>
    [DataTheory(TinyGpt2.InfoFile, TinyGpt2.Llmc, TinyGpt2.SafeTensors, TinyGpt2.State)]
    [InlineData("llmc", Length)]
    [InlineData("safetensors", Length)]
    [InlineData("safetensors", 16)]
    [InlineData("llmc", 8)]
    public void Before_the_first_step_the_loss_is_PyTorchs(string loader, int blockSize)
    {
        string row = TinyGpt2.Text[^129..][..(blockSize + 1)];
        string text = Write(string.Concat(Enumerable.Repeat(TinyGpt2.Characters, 6))[..(9 * row.Length)] + row);
        var (code, output, error) = Train(PathOf(loader), text, "--block-size", $"{blockSize}", "--max-iters", "0", "--eval-iters", "2");
        Assert.Equal((0, true), (code, error.Contains("Saved to")));
        string line = output.TrimEnd().Split('\n')[^1];
        Assert.Equal(PyTorchsLoss(blockSize), double.Parse(line.Split(' ')[^1]), 1e-4);
        Assert.Contains($"context {blockSize}, from ", output);
    }

    [DataTheory(TinyGpt2.InfoFile, TinyGpt2.Llmc, TinyGpt2.SafeTensors)]
    [InlineData("llmc")]
    [InlineData("safetensors")]
    public void The_loss_falls_and_the_run_goes_on_bit_for_bit(string loader)
    {
        string text = Write(TinyGpt2.Text);
        string[] options = ["--config", "finetune-shakespeare", "--dropout", "0.1", "--gradient-accumulation-steps", "3", "--learning-rate", "1e-3", "--block-size", "16", "--batch-size", "4"];
        var (code, output, _) = Train(PathOf(loader), text, [.. options, "--max-iters", "30", "--eval-interval", "30", "--eval-iters", "20"]);
        Assert.Equal(0, code);
        double[] losses = TrainingLosses(output);
        Assert.Equal(2, losses.Length);
        Assert.True(losses[1] < 0.8 * losses[0], $"{losses[0]} to {losses[1]}");
        byte[] straight = File.ReadAllBytes(CheckpointFiles.Latest(folder.File("run")));

        Train(PathOf(loader), text, [.. options, "--max-iters", "13", "--eval-interval", "30", "--eval-iters", "20", "--overwrite"]);
        Assert.Equal(0, NanoGptRun.Of("train", "--init-from", "resume", "--data", text, "--out-dir", folder.File("run"), "--max-iters", "30").Code);
        Assert.Equal(straight, File.ReadAllBytes(CheckpointFiles.Latest(folder.File("run"))));
    }

    [DataTheory(TinyGpt2.InfoFile, TinyGpt2.Llmc, TinyGpt2.SafeTensors)]
    [InlineData("llmc")]
    [InlineData("safetensors")]
    public void Without_a_step_every_weight_is_the_files(string loader)
    {
        Assert.Equal(0, Train(PathOf(loader), Write(TinyGpt2.Text), "--max-iters", "0", "--block-size", "32").Code);
        AssertSameWeights(PathOf(loader), folder.File("run"));
    }

    [DataFact(TinyGpt2.InfoFile, TinyGpt2.Llmc)]
    public void Cropping_and_dropout_keep_every_weight_but_the_last_positions()
    {
        Assert.Equal(0, Train(PathOf("llmc"), Write(TinyGpt2.Text), "--max-iters", "0", "--block-size", "8", "--dropout", "0.2").Code);
        using var whole = ModelSource.Open(PathOf("llmc"));
        using var cropped = ModelSource.Open(folder.File("run"));
        var (before, after) = (TinyGpt2.Bits(whole.Load(Device.Cpu)), TinyGpt2.Bits(cropped.Load(Device.Cpu)));
        Assert.Equal(before.Keys, after.Keys);
        Assert.All(before, weights => Assert.Equal(weights.Key == "transformer.wpe.weight" ? weights.Value[..(8 * 32)] : weights.Value, after[weights.Key]));
    }

    [DataFact(HfTiny + "/config.json", HfTiny + "/model.safetensors")]
    public void A_model_of_transformers_with_21_tokens_learns_a_text_of_21_characters()
    {
        string letters = "abcdefghijklmnopqrst\n";
        string text = Write(string.Concat(Enumerable.Repeat(letters, 40)));
        var (code, output, _) = Train(TestData.File(HfTiny), text, "--block-size", "8", "--max-iters", "40", "--eval-interval", "40", "--learning-rate", "0.1");
        Assert.Equal(0, code);
        double[] losses = TrainingLosses(output);
        Assert.True(losses[^1] < losses[0] - 0.2, string.Join(' ', losses));
    }

    [Theory]
    [InlineData(ModelKind.Gpt)]
    [InlineData(ModelKind.Llama)]
    [InlineData(ModelKind.Bigram)]
    public void A_checkpoint_of_ours_keeps_its_kind_and_its_characters(ModelKind kind)
    {
        new Trainer(TinyTraining.Config(("model", kind.ToString().ToLowerInvariant()), ("max-iters", 3)), new TextData(TinyTraining.Text), Device.Cpu, folder.File("first")).Run();
        string text = Write(string.Concat(Enumerable.Repeat("the cat sat\n", 40))); // fewer characters than the model knows
        Assert.Equal(0, Train(folder.File("first"), text, "--max-iters", "0").Code);
        AssertSameWeights(folder.File("first"), folder.File("run"));
        Assert.Equal(0, Train(folder.File("first"), text, "--max-iters", "4", "--overwrite").Code);
        var (code, _, error) = NanoGptRun.Of("train", "--resume", "--out-dir", folder.File("run"), "--data", text, "--max-iters", "6");
        Assert.True(code == 0, error);
        using var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.File("run")));
        Assert.Equal((6, kind), (checkpoint.Step, checkpoint.Config().Model));
        Assert.Equal(new Vocabulary(TinyTraining.Text).Characters, checkpoint.Vocabulary!.Characters);
    }

    /// <summary>A resumed run makes its model anew, with its own seed: the fine-tuned one must have had that from its first step.</summary>
    [Theory]
    [InlineData(ModelKind.Gpt)]
    [InlineData(ModelKind.Llama)]
    public void Dropout_is_the_new_runs_and_goes_on_bit_for_bit(ModelKind kind)
    {
        new Trainer(TinyTraining.Config(("model", kind.ToString().ToLowerInvariant()), ("dropout", 0.3), ("max-iters", 1)), new TextData(TinyTraining.Text), Device.Cpu, folder.File("first")).Run();
        string text = Write(TinyTraining.Text), latest = CheckpointFiles.Latest(folder.File("run"));
        string[] options = ["--dropout", "0.2", "--eval-interval", "1", "--seed", "5"];
        Assert.Equal(0, Train(folder.File("first"), text, [.. options, "--max-iters", "6"]).Code);
        byte[] straight = File.ReadAllBytes(latest);
        Assert.Equal(0, Train(folder.File("first"), text, [.. options, "--max-iters", "3", "--overwrite"]).Code);
        Assert.Equal(0, NanoGptRun.Of("train", "--resume", "--out-dir", folder.File("run"), "--data", text, "--max-iters", "6").Code);
        Assert.Equal(straight, File.ReadAllBytes(latest));
        using var source = ModelSource.Open(folder.File("first"));
        var model = ModelFactory.Load(source, source.Follow(TinyTraining.Config(("dropout", 0.2), ("seed", 5), ("block-size", 4))), Device.Cpu);
        Assert.Equal((5u, 4, 0.2f), (model.DropoutSeeds!.Seed, model.BlockSize, model is Llama llama ? llama.Config.Dropout : ((Gpt)model).Config.Dropout));
    }

    /// <summary>A small GPT with GPT-2's tokens: everything but the size is as for the real one.</summary>
    [Theory]
    [InlineData("safetensors", "gelu-erf", 0)]
    [InlineData("llmc", "gelu-tanh", 0)]
    [InlineData("llmc", "gelu-tanh", 50304)]
    public void Random_weights_survive_saving_export_import_and_resuming(string format, string activation, int vocabSize)
    {
        string text = Write(TinyTraining.Text);
        string[] scratch = ["--tokenizer", "gpt2", "--vocab-size", $"{vocabSize}", "--bias", "true", "--activation", activation, "--n-layer", "2", "--n-head", "2", "--n-embd", "8"];
        string first = folder.File("first"), exported = folder.File("exported"), run = folder.File("run");
        Assert.Equal(0, Train(TrainingStart.Scratch, text, [.. scratch, "--out-dir", first, "--max-iters", "0"]).Code);
        Assert.Equal(0, NanoGptRun.Of("export", "--init-from", first, "--format", format, "--out", exported).Code);
        AssertSameWeights(first, exported);
        Assert.Equal(0, Train(exported, text, "--max-iters", "0").Code);
        AssertSameWeights(first, run);
        Assert.Equal(0, Train(exported, text, "--max-iters", "3", "--eval-interval", "1", "--overwrite").Code);
        byte[] straight = File.ReadAllBytes(CheckpointFiles.Latest(run));
        Train(exported, text, "--max-iters", "1", "--eval-interval", "1", "--overwrite");
        Assert.Equal(0, NanoGptRun.Of("train", "--resume", "--out-dir", run, "--data", text, "--max-iters", "3").Code);
        Assert.Equal(straight, File.ReadAllBytes(CheckpointFiles.Latest(run)));
        Assert.Equal(0, NanoGptRun.Of("sample", "--init-from", run, "--max-new-tokens", "5").Code);
    }

    [DataTheory(TinyGpt2.InfoFile, TinyGpt2.Llmc)]
    [InlineData("--n-layer", "3", "--n-layer is 2 in this model")]
    [InlineData("--block-size", "64", "--block-size is 32 in this model")]
    [InlineData("--bias", "false", "--bias is true in this model")]
    [InlineData("--tokenizer", "gpt2", "--tokenizer is \"characters\" in this model")]
    [InlineData("--vocab-size", "128", "--vocab-size is 65 in this model")]
    [InlineData("--dropout", "1", "less than 1")]
    [InlineData("--total-batch-size", "1000", "whole batches")]
    [InlineData("--hellaswag-interval", "250", "--tokenizer gpt2")]
    public void What_the_model_has_not_is_refused_by_name(string option, string value, string part) =>
        AssertRefused(1, part, Train(PathOf("llmc"), Write(TinyGpt2.Text), option, value));

    [DataFact(TinyGpt2.InfoFile, TinyGpt2.Llmc)]
    public void What_the_model_has_may_be_said_again() =>
        Assert.Equal(0, Train(PathOf("llmc"), Write(TinyGpt2.Text), "--n-layer", "2", "--block-size", "32", "--bias", "true", "--max-iters", "0").Code);

    [DataFact(TinyGpt2.InfoFile, TinyGpt2.Llmc)]
    public void Other_mistakes_are_named_too()
    {
        string text = Write(TinyGpt2.Text);
        AssertRefused(1, "65 tokens and does not say what they stand for", Train(PathOf("llmc"), Write("only a few characters here. ")));
        AssertRefused(1, "no file or folder 'nowhere'", Train("nowhere", Write(TinyGpt2.Text)));
        AssertRefused(2, "choose one", Train(PathOf("llmc"), text, "--resume"));
        AssertRefused(2, "choose one", Train(TrainingStart.Resume, text, "--overwrite"));
        AssertRefused(1, "no checkpoint", Train(TrainingStart.Resume, text));
        new Trainer(TinyTraining.Config(("max-iters", 1)), new TextData(TinyTraining.Text), Device.Cpu, folder.File("first")).Run();
        AssertRefused(1, "'Z' at position", Train(folder.File("first"), Write(string.Concat(Enumerable.Repeat("the catZ", 50)))));
        Train(PathOf("llmc"), Write(TinyGpt2.Text), "--max-iters", "1");
        AssertRefused(1, "--tokenizer is \"characters\" in the run", NanoGptRun.Of("train", "--resume", "--max-iters", "2", "--out-dir", folder.File("run"), "--data", text, "--tokenizer", "gpt2"), wasThere: true);
        AssertRefused(1, "another text", NanoGptRun.Of("train", "--resume", "--max-iters", "2", "--out-dir", folder.File("run"), "--data", Write(TinyGpt2.Text + "!")), wasThere: true);
    }

    private (int Code, string Output, string Error) Train(string from, string text, params string[] more)
    {
        string[] defaults = ["--block-size", "8", "--batch-size", "4", "--eval-iters", "2", "--eval-interval", "10", "--sample-interval", "0", "--device", "cpu", "--out-dir", folder.File("run")];
        var unsaid = defaults.Chunk(2).Where(pair => !more.Contains(pair[0])).SelectMany(pair => pair);
        return NanoGptRun.Of(["train", "--init-from", from, "--data", text, .. unsaid, .. more]);
    }

    private static double[] TrainingLosses(string output) =>
        [.. Regex.Matches(output, @"^step \d+: train loss ([0-9.]+)", RegexOptions.Multiline).Select(match => double.Parse(match.Groups[1].Value))];

    private string PathOf(string loader) => loader == "llmc" ? TestData.File(TinyGpt2.Llmc) : TinyGpt2.HuggingFaceFolder(folder);

    private string Write(string text)
    {
        File.WriteAllText(folder.File("text.txt"), text);
        return folder.File("text.txt");
    }

    /// <summary>The mean loss of the first row's first positions, by the logits in the debug state.</summary>
    private static double PyTorchsLoss(int positions)
    {
        var state = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.File(TinyGpt2.State)).AsSpan(256 * sizeof(int)));
        var logits = state[(2 * 4 * Length)..]; // behind tokens and targets
        int[] targets = TinyGpt2.Batch("y");
        double sum = 0;
        for (int t = 0; t < positions; t++)
        {
            double[] row = [.. logits.Slice(t * Vocabulary, Vocabulary).ToArray().Select(logit => (double)logit)];
            sum += Math.Log(row.Sum(Math.Exp)) - row[targets[t]];
        }

        return sum / positions;
    }

    private static void AssertSameWeights(string expected, string actual)
    {
        using var a = ModelSource.Open(expected);
        using var b = ModelSource.Open(actual);
        var (before, after) = (TinyGpt2.Bits(a.Load(Device.Cpu)), TinyGpt2.Bits(b.Load(Device.Cpu)));
        Assert.NotEmpty(before);
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(before, weights => Assert.Equal(weights.Value, after[weights.Key]));
    }

    private void AssertRefused(int code, string part, (int Code, string Output, string Error) run, bool wasThere = false)
    {
        Assert.True(run.Code == code, $"{run.Code}: {run.Error}");
        Assert.Contains(part, run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(wasThere, Directory.Exists(folder.File("run")));
    }
}
