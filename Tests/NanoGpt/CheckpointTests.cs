using NanoGpt;

namespace Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CheckpointTests() =>
        new Trainer(TinyTraining.Config(("max-iters", 2)), new TextData(TinyTraining.Text), Device.Cpu, folder.Path).Run();

    private string At => CheckpointFiles.Latest(folder.Path);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(500)]
    [InlineData(20000)]
    public void ATruncatedFileSaysSo(int length)
    {
        File.WriteAllBytes(At, File.ReadAllBytes(At)[..length]);
        AssertOneSentence(Assert.Throws<DataException>(() => Checkpoint.Open(At)));
    }

    [Fact]
    public void AForeignFileSaysSo()
    {
        var writer = new SafeTensorsWriter();
        writer.Add("wte.weight", [2], new float[2]);
        writer.Save(At);
        AssertOneSentence(Assert.Throws<DataException>(() => Checkpoint.Open(At)), "not a checkpoint");
    }

    [Fact]
    public void ANewerFormatSaysSo()
    {
        Change("version", "99");
        AssertOneSentence(Assert.Throws<DataException>(() => Checkpoint.Open(At)), "newer");
    }

    [Theory]
    [InlineData("step", "many")]
    [InlineData("step", "-5")]
    [InlineData("vocabulary", "[1,")]
    [InlineData("vocabulary", "[]")]
    [InlineData("vocabulary", "[70000]")]
    public void DamagedMetadataIsNamed(string key, string value)
    {
        Change(key, value);
        AssertOneSentence(Assert.Throws<DataException>(() => Checkpoint.Open(At)), key);
    }

    [Theory]
    [InlineData("generator", "AAAA")]
    [InlineData("generator", "?")]
    [InlineData("next_batch", "[1]")]
    [InlineData("next_batch", "[1,2,3,9999999]")]
    [InlineData("next_batch", "null")]
    [InlineData("best_val_loss", "low")]
    public void DamagedStateIsNoticed(string key, string value)
    {
        Change(key, value);
        AssertOneSentence(Assert.Throws<DataException>(() => Restore(TinyTraining.Config())));
    }

    [Fact]
    public void AnotherTextSaysSo() =>
        AssertOneSentence(Assert.Throws<DataException>(() => Restore(TinyTraining.Config(), TinyTraining.Text + "!")), "another text");

    [Fact]
    public void OtherSizesSaySo() =>
        AssertOneSentence(Assert.Throws<DataException>(() => Restore(TinyTraining.Config(("n-embd", 32)))), "shape");

    [Fact]
    public void AFileThatCannotBeWrittenLeavesTheOldOne()
    {
        byte[] before = File.ReadAllBytes(At);
        var trainer = new Trainer(TinyTraining.Config(), new TextData(TinyTraining.Text), Device.Cpu);
        AssertOneSentence(Assert.Throws<DataException>(() => Checkpoint.Save(Path.Combine(At, "ckpt.safetensors"), trainer)), "Cannot write");
        Assert.Equal(before, File.ReadAllBytes(At));
    }

    [Fact]
    public void EveryCharacterSurvives()
    {
        string text = string.Concat(Enumerable.Repeat("a\0\n\u00e9\U0001F600\\\"", 60));
        new Trainer(TinyTraining.Config(("max-iters", 1)), new TextData(text), Device.Cpu, folder.Path).Run();
        using var checkpoint = Checkpoint.Open(At);
        Assert.Equal(new Vocabulary(text).Characters, checkpoint.Vocabulary!.Characters);
    }

    private void Restore(TrainConfig config, string? text = null)
    {
        using var checkpoint = Checkpoint.Open(At);
        new Trainer(config, new TextData(text ?? TinyTraining.Text), Device.Cpu).Restore(checkpoint);
    }

    private void Change(string key, string value)
    {
        var writer = new SafeTensorsWriter();
        using (var file = SafeTensorsFile.Open(At))
        {
            foreach (var tensor in file.Tensors)
            {
                writer.Add(tensor.Name, [.. tensor.Shape], file.ReadFloats(tensor.Name));
            }

            foreach (var (name, text) in file.Metadata)
            {
                writer.Metadata[name] = text;
            }
        }

        writer.Metadata[key] = value;
        writer.Save(At);
    }

    private static void AssertOneSentence(Exception error, string part = "")
    {
        Assert.Contains(part, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
