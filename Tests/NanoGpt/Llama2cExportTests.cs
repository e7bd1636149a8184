using NanoGpt;

namespace Tests;

/// <summary>Llamas that train made, for llama2.c; and llama2.c's own, there and back.</summary>
public sealed class Llama2cExportTests : IDisposable
{
    private const string Legacy = "llama2c/stories260K.bin";
    private const string Numbered = "llama2c/stories260K_v1.bin";
    private const string Tokens = "llama2c/tok512.bin";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataFact(Numbered)]
    public void Version_1_comes_back_as_the_original_byte_for_byte()
    {
        Llama2cFile.Write(Llama2cFile.Load(TestData.File(Numbered), Device.Cpu), folder.File("v1.bin"), version: 1);
        Assert.Equal(File.ReadAllBytes(TestData.File(Numbered)), File.ReadAllBytes(folder.File("v1.bin")));
    }

    [DataFact(Legacy)]
    public void The_legacy_format_comes_back_too_save_the_last_digit_of_some_angles()
    {
        Llama2cFile.Write(Llama2cFile.Load(TestData.File(Legacy), Device.Cpu), folder.File("v0.bin"), version: 0);
        byte[] expected = File.ReadAllBytes(TestData.File(Legacy)), written = File.ReadAllBytes(folder.File("v0.bin"));
        Assert.Equal(expected.Length, written.Length);
        int angles = expected.Length - (4 * 512 * 8); // the file's last 512 positions x 8 numbers, sines and cosines that PyTorch computed in float
        Assert.True(expected.AsSpan(0, angles).SequenceEqual(written.AsSpan(0, angles)));
        for (int at = angles; at < expected.Length; at += 4)
        {
            Assert.Equal(BitConverter.ToSingle(expected, at), BitConverter.ToSingle(written, at), 1e-4f); // an angle of 500 is right to 3e-5
        }
    }

    [Theory]
    [InlineData("llama2c", 1, "true")]
    [InlineData("llama2c-legacy", 0, "false")]
    public void What_train_made_is_exported_with_its_weights(string format, int version, string tied)
    {
        File.WriteAllText(folder.File("text.txt"), TinyTraining.Text);
        string run = folder.File("run"), file = folder.File("model.bin");
        Assert.Equal(0, NanoGptRun.Of(["train", "--data", folder.File("text.txt"), "--out-dir", run, "--model", "llama", "--n-kv-head", "1", "--hidden-dim", "20", "--tie-weights", tied, .. TinyTraining.Arguments]).Code);
        var (code, _, error) = NanoGptRun.Of("export", "--init-from", run, "--format", format, "--out", file, "--device", "cpu");
        Assert.True(code == 0, error);
        using var source = new CheckpointSource(CheckpointFiles.Latest(run));
        var trained = (Llama)source.Load(Device.Cpu);
        var read = Llama2cFile.Load(file, Device.Cpu);
        Assert.Equal(20, read.Config.HiddenDim);
        Assert.Equal(trained.Config with { Dropout = 0 }, read.Config);
        Assert.All(trained.NamedParameters.Zip(read.NamedParameters), pair => Assert.Equal((pair.First.Name, string.Join(' ', pair.First.Tensor.ToFloats())), (pair.Second.Name, string.Join(' ', pair.Second.Tensor.ToFloats()))));
        byte[] expected = Llama2cWriting.Bytes(trained, version), written = File.ReadAllBytes(file); // export.py's order, written down a second time
        Assert.Equal(expected.Length, written.Length);
        Assert.True(version == 0 || expected.AsSpan().SequenceEqual(written));
    }

    [DataFact(Tokens)]
    public void Formats_are_for_their_own_kind_of_model()
    {
        File.WriteAllText(folder.File("text.txt"), TinyTraining.Text);
        foreach (var (model, format, part) in new[] { ("llama", "llmc", "not a GPT"), ("gpt", "llama2c", "not a Llama") })
        {
            string run = folder.File(model);
            Assert.Equal(0, NanoGptRun.Of(["train", "--data", folder.File("text.txt"), "--out-dir", run, "--model", model, .. TinyTraining.Arguments]).Code);
            var (code, _, error) = NanoGptRun.Of("export", "--init-from", run, "--format", format, "--out", folder.File("none.bin"), "--device", "cpu");
            Assert.Equal(1, code);
            Assert.Contains(part, error);
            Assert.False(File.Exists(folder.File("none.bin")));
        }

        // A folder of train is read with --tokenizer too, and says when the two do not belong together.
        Assert.Contains("do not belong together", NanoGptRun.Of("sample", "--init-from", folder.File("llama"), "--tokenizer", TestData.File(Tokens), "--device", "cpu").Error);
    }

    [DataFact(Tokens)]
    public void A_folder_of_train_writes_with_a_tokenizer_of_as_many_tokens()
    {
        // 512 distinct characters stand in for tokens that prepare makes: which words they are is the tokenizer's business.
        string text = string.Concat(Enumerable.Range(0, 2000).Select(i => (char)(0x4E00 + (i * 37 % 512))));
        File.WriteAllText(folder.File("text.txt"), text);
        string run = folder.File("run");
        Assert.Equal(0, NanoGptRun.Of(["train", "--data", folder.File("text.txt"), "--out-dir", run, "--model", "llama", "--n-layer", "1", "--n-head", "2", "--n-embd", "16", "--block-size", "40", "--batch-size", "2", "--max-iters", "2", "--eval-iters", "1", "--sample-interval", "0"]).Code);
        var (code, output, error) = NanoGptRun.Of("sample", "--init-from", run, "--tokenizer", TestData.File(Tokens), "--start", "Once upon a time", "--max-new-tokens", "30", "--device", "cpu");
        Assert.True(code == 0, error);
        Assert.StartsWith("Once upon a time", output);
        Assert.True(output.Length > "Once upon a time".Length + 10, output);
    }

    /// <summary>The sizes that doc/stories260K.md and train.py of llama2.c give; the files' headers say the same.</summary>
    [Theory]
    [InlineData("stories260k", 512, 260_032)]
    [InlineData("stories15m", 32_000, 15_191_712)]
    public void The_presets_have_the_sizes_of_llama2c(string preset, int vocabSize, long parameters)
    {
        var config = Presets.Load(preset);
        Assert.Equal(parameters, config.ToLlamaConfig(vocabSize).ParameterCount);
        Assert.Equal(ModelKind.Llama, config.Model);
    }

    [Fact]
    public void Dropout_drops_in_training_only()
    {
        var sizes = new LlamaConfig { Dim = 16, HiddenDim = 24, NLayers = 2, NHeads = 2, NKvHeads = 1, VocabSize = 9, MaxSeqLen = 8 };
        Llama Of(float dropout) => new(sizes with { Dropout = dropout }, new TorchGenerator(3), Device.Cpu);
        var x = Tensor.From([1, 2, 3, 4, 5, 6, 7, 8], [1, 8], Device.Cpu);
        double[] without = Of(0).Forward(x).ToDoubles();
        var model = Of(0.5f);
        Assert.NotEqual(without, model.Forward(x).ToDoubles());
        Assert.Equal(1u + 2 * 3, model.DropoutSeeds.Drawn); // the embedding; in each block the scores, attention's result and the MLP's
        model.Training = false;
        Assert.Equal(without, model.Forward(x).ToDoubles());
    }
}
