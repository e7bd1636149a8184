using System.Buffers.Binary;
using NanoGpt;

namespace Tests;

/// <summary>llama2.c's stories260K: the text that run.c prints, to the letter, and what is refused of damaged files.</summary>
public sealed class Llama2cTests : IDisposable
{
    private const string Legacy = "llama2c/stories260K.bin";
    private const string Numbered = "llama2c/stories260K_v1.bin";
    private const string Tokens = "llama2c/tok512.bin";
    private const string Story = "llama2c/expected_t0_n200.txt";
    private const string TomsStory = "llama2c/expected_t0_n100_prompt_Tom_had_a_big_dog.txt";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataTheory(Legacy, Numbered, Tokens, Story)]
    [InlineData(Legacy, "cpu")]
    [InlineData(Numbered, "cpu")]
    [InlineData(Legacy, "cpu:scalar")]
    [InlineData(Numbered, "reference")]
    public void Stories260K_tells_the_story_of_run_c(string model, string device)
    {
        var (code, output, error) = Sample(TestData.File(model), "--max-new-tokens", "200", "--device", device);
        Assert.Equal((0, File.ReadAllText(TestData.File(Story)).TrimEnd('\n')), (code, output.TrimEnd('\n')));
        Assert.Contains("260,032 parameters", error);
    }

    [DataFact(Legacy, Tokens, TomsStory)]
    public void A_prompt_is_continued_as_by_run_c()
    {
        var (code, output, _) = Sample(TestData.File(Legacy), "--max-new-tokens", "100", "--start", "Tom had a big dog", "--device", "cpu");
        Assert.Equal((0, File.ReadAllText(TestData.File(TomsStory))), (code, output));
    }

    [DataFact(Legacy, Tokens, TomsStory)]
    public void The_prompt_may_come_from_standard_input()
    {
        var (code, output, _) = SampleWithInput("Tom had a big dog", TestData.File(Legacy), "--max-new-tokens", "100", "--start", "-");
        Assert.Equal((0, File.ReadAllText(TestData.File(TomsStory))), (code, output));
    }

    [DataFact(Legacy, Tokens)]
    public void Texts_made_side_by_side_are_those_made_alone()
    {
        string[] options = ["--max-new-tokens", "30", "--device", "cpu", "--num-samples", "3"];
        Assert.Equal(Sample(TestData.File(Legacy), options).Output, Sample(TestData.File(Legacy), [.. options, "--batch-size", "2"]).Output);
    }

    [DataFact(Legacy, Tokens, Story)]
    public void A_text_ends_before_the_stop_text()
    {
        string story = File.ReadAllText(TestData.File(Story));
        var (code, output, _) = Sample(TestData.File(Legacy), "--max-new-tokens", "200", "--stop", ". One day");
        Assert.Equal((0, story[..story.IndexOf(". One day", StringComparison.Ordinal)]), (code, output.TrimEnd('\n')));
    }

    [DataFact(Legacy, Tokens)]
    public void A_text_ends_with_the_context() =>
        Assert.Equal(Sample(TestData.File(Legacy), "--max-new-tokens", "512").Output, Sample(TestData.File(Legacy), "--max-new-tokens", "9999").Output);

    [Fact]
    public void Both_formats_are_read_back_as_written()
    {
        foreach (var config in new[] { Small, Small with { TieWeights = false } })
        {
            var model = new Llama(config, new TorchGenerator(3), Device.Cpu);
            foreach (int version in new[] { 0, 1 })
            {
                string path = folder.File($"{version}.bin");
                File.WriteAllBytes(path, Llama2cWriting.Bytes(model, version));
                var read = Llama2cFile.Load(path, Device.Cpu);
                Assert.Equal(config, read.Config);
                Assert.Equal(model.NamedParameters.Select(p => p.Name), read.NamedParameters.Select(p => p.Name));
                Assert.All(model.Parameters.Zip(read.Parameters), pair => Assert.Equal(pair.First.ToFloats(), pair.Second.ToFloats()));
            }
        }
    }

    public static TheoryData<string, string, int, int> Damages => new()
    {
        { "dim", "must be at least 1", 2, -5 },
        { "heads", "every head gets an equal, even share", 5, 5 },
        { "shared heads", "not divisible by n_kv_heads", 6, 3 },
        { "layers", "asks for", 4, 2_000_000_000 },
        { "version", "of version 2", 1, 2 },
        { "magic", "no llama2.c checkpoint", 0, 20240326 },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_headers_are_refused(string what, string message, int index, int value)
    {
        byte[] bytes = Llama2cWriting.Bytes(new Llama(Small, new TorchGenerator(3), Device.Cpu), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(index * sizeof(int)), value);
        Refused(bytes, message, what);
    }

    [Fact]
    public void Files_cut_off_and_numbers_that_are_none_are_refused()
    {
        byte[] bytes = Llama2cWriting.Bytes(new Llama(Small, new TorchGenerator(3), Device.Cpu), 1);
        Refused(bytes[..^4], "the file has", "cut off");
        Refused(bytes[..20], "too few", "no header");
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 4), float.NaN);
        Refused(bytes, "is NaN", "NaN");
    }

    [DataFact(Legacy, Tokens)]
    public void What_does_not_belong_together_is_refused()
    {
        string small = folder.File("small.bin");
        File.WriteAllBytes(small, Llama2cWriting.Bytes(new Llama(Small, new TorchGenerator(3), Device.Cpu), 1));
        Assert.Contains("do not belong together", Sample(small).Error);
        Assert.Contains("--init-from", Run("sample", "--tokenizer", TestData.File(Tokens)).Error);
        Assert.Contains("--tokenizer", Run("sample", "--init-from", small).Error);
        Assert.Contains("--top-p is 2", Sample(TestData.File(Legacy), "--top-p", "2").Error);
        Assert.Contains("There is no file or folder", Sample(folder.File("none.bin")).Error);
    }

    private static LlamaConfig Small => new() { Dim = 24, HiddenDim = 20, NLayers = 2, NHeads = 4, NKvHeads = 2, VocabSize = 300, MaxSeqLen = 16 };

    private void Refused(byte[] bytes, string message, string what)
    {
        string path = folder.File("damaged.bin");
        File.WriteAllBytes(path, bytes);
        var refusal = Assert.Throws<DataException>(() => Llama2cFile.Load(path, Device.Cpu));
        Assert.True(refusal.Message.Contains(message) && refusal.Message.Contains(path), $"{what}: {refusal.Message}");
    }

    private static (int Code, string Output, string Error) Sample(string model, params string[] options) => SampleWithInput("", model, options);

    private static (int Code, string Output, string Error) SampleWithInput(string input, string model, params string[] options)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new();
        int code = Program.Run(
            ["sample", "--init-from", model, "--tokenizer", TestData.File(Tokens), "--temperature", "0", .. options],
            new CommandIo(output, error, new StringReader(input)));
        return (code, output.ToString(), error.ToString());
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        return (Program.Run(args, new CommandIo(output, error, new StringReader(""))), output.ToString(), error.ToString());
    }
}
