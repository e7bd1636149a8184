using NanoGpt;

namespace Tests;

/// <summary>Training in GPT-2's tokens.</summary>
public sealed class BpeTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataFact("tinyshakespeare/input.txt")]
    public void Tiny_Shakespeare_has_as_many_tokens_as_nanoGPT_prepares()
    {
        var data = new TextData(File.ReadAllText(TestData.File("tinyshakespeare/input.txt")), new Gpt2Codec());
        Assert.Equal((301_966, 36_059), (data.Of(Split.Train).Count, data.Of(Split.Val).Count));
    }

    [Theory]
    [InlineData(0, 50257)]
    [InlineData(50304, 50304)]
    public void A_run_goes_on_bit_for_bit(int vocabSize, int rows)
    {
        var data = new TextData(TinyTraining.Text, new Gpt2Codec());
        TrainConfig Config(int steps) => TinyTraining.Config(
            ("tokenizer", "gpt2"), ("vocab-size", vocabSize), ("dropout", 0.1), ("gradient-accumulation-steps", 2), ("max-iters", steps), ("n-layer", 1), ("n-embd", 8));
        var straight = new Trainer(Config(6), data, Device.Cpu);
        straight.Run();
        Assert.Equal(rows, straight.Model.VocabSize);
        new Trainer(Config(3), data, Device.Cpu, folder.Path).Run();
        using var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(folder.Path));
        Assert.Null(checkpoint.Vocabulary);
        var resumed = new Trainer(new TrainingStart(checkpoint.Config(new() { ["max-iters"] = 6 }), Checkpoint: checkpoint), checkpoint.Encode(TinyTraining.Text), Device.Cpu);
        resumed.Run();
        Assert.Equal(TinyTraining.Bits(straight), TinyTraining.Bits(resumed));
    }

    [Fact]
    public void The_command_line_trains_samples_and_says_what_the_tokens_are()
    {
        string text = folder.File("text.txt"), run = folder.File("run");
        File.WriteAllText(text, TinyTraining.Text);
        var (code, output, error) = NanoGptRun.Of(["train", "--data", text, "--tokenizer", "gpt2", "--vocab-size", "50304", "--device", "cpu", "--out-dir", run, .. TinyTraining.Arguments]);
        Assert.True(code == 0, error);
        Assert.Contains("GPT-2 tokens, padded to 50,304", output);
        Assert.Equal(0, NanoGptRun.Of("sample", "--out-dir", run, "--start", "the cat", "--max-new-tokens", "5").Code);
        Assert.Equal(0, NanoGptRun.Of("eval", "--init-from", run, "--data", text, "--device", "cpu").Code);
    }

    [Fact]
    public void Rows_that_pad_the_table_are_never_drawn()
    {
        var model = new Bigram(8, 4, new TorchGenerator(1), Device.Cpu);
        var table = new float[64];
        for (int i = 0; i < 64; i++)
        {
            table[i] = i % 8 >= 5 ? 100 : 0; // the padding is by far the likeliest
        }

        model.Parameters[0].Assign(table);
        Assert.Contains(new Sampler(model, new TorchGenerator(1)).Generate([0], 20), token => token >= 5);
        Assert.DoesNotContain(new Sampler(model, new TorchGenerator(1)) { TokenCount = 5 }.Generate([0], 200), token => token >= 5);
    }

    [Fact]
    public void A_padded_table_of_characters_survives_export_and_import()
    {
        string text = folder.File("text.txt"), run = folder.File("run");
        File.WriteAllText(text, TinyTraining.Text);
        Assert.Equal(0, NanoGptRun.Of(["train", "--data", text, "--vocab-size", "64", "--device", "cpu", "--out-dir", run, .. TinyTraining.Arguments]).Code);
        Assert.Equal(0, NanoGptRun.Of("export", "--init-from", run, "--out", folder.File("out")).Code);
        string[] sample = ["--start", "the c", "--max-new-tokens", "20"];
        Assert.Equal(NanoGptRun.Of(["sample", "--init-from", run, .. sample]).Output, NanoGptRun.Of(["sample", "--init-from", folder.File("out"), .. sample]).Output);
    }

    [Fact]
    public void Too_few_rows_are_refused()
    {
        string text = folder.File("text.txt");
        File.WriteAllText(text, TinyTraining.Text);
        var (code, _, error) = NanoGptRun.Of("train", "--data", text, "--vocab-size", "3", "--device", "cpu", "--out-dir", folder.File("run"));
        Assert.Equal(1, code);
        Assert.Contains("vocab-size is 3", error);
        Assert.False(Directory.Exists(folder.File("run")));
    }
}
