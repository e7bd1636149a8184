using System.Security.Cryptography;
using System.Text;
using NanoGpt;

namespace Tests;

/// <summary>The counts that nanoGPT's and llm.c's scripts print, and files that are llm.c's byte for byte.</summary>
public sealed class PrepareShakespeareTests : IDisposable
{
    private const string Text = "tinyshakespeare/input.txt";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataFact(Text)]
    public void NanoGPTs_byte_pairs()
    {
        string output = Prepare("shakespeare");
        Assert.Contains("301,966 to train on, 36,059 to validate", output);
        Assert.Equal((2 * 301_966, 2 * 36_059), (Length("train.bin"), Length("val.bin")));
    }

    [DataFact(Text)]
    public void NanoGPTs_characters()
    {
        Assert.Contains("1,003,854 to train on, 111,540 to validate; char, vocabulary 65", Prepare("shakespeare-char"));
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        var text = new TextData(File.ReadAllText(TestData.File(Text)));
        foreach (var split in new[] { Split.Train, Split.Val })
        {
            int[] prepared = new int[data.Of(split).Count], direct = new int[text.Of(split).Count];
            data.Of(split).Read(0, prepared);
            text.Of(split).Read(0, direct);
            Assert.Equal(direct, prepared);
        }

        Assert.Equal(((CharacterCodec)text.Codec).Vocabulary.Characters, PickledMeta.TryRead(folder.File("out")));
    }

    [DataFact(Text)]
    public void Llm_cs_files()
    {
        Assert.Contains("305,260 to train on, 32,768 to validate", Prepare("shakespeare", "--format", "llmc"));
        // the hashes of what llm.c's tinyshakespeare.py writes
        Assert.Equal((66_560, "fe99db720dc7c83e694806d4e047a952909411da1daccde4ccc2e55f40882a62"), (Length("tiny_shakespeare_val.bin"), Hash("tiny_shakespeare_val.bin")));
        Assert.Equal((611_544, "8a70606be574040c26d225694f5f9759973b419852d22f7fe5c118e1b359dcc8"), (Length("tiny_shakespeare_train.bin"), Hash("tiny_shakespeare_train.bin")));
    }

    [Fact]
    public void Any_text_will_do_and_what_is_done_is_not_done_again()
    {
        File.WriteAllText(folder.File("my.txt"), "To be or not to be, häß\n");
        string output = Prepare("shakespeare-char", "--input", folder.File("my.txt"));
        Assert.Contains("21 to train on, 3 to validate; char, vocabulary 13, 16 bits", output);
        var written = File.GetLastWriteTimeUtc(folder.File("out/train.bin"));
        string again = Prepare("shakespeare-char", "--input", folder.File("my.txt"));
        Assert.DoesNotContain("wrote", again);
        Assert.Contains("nothing is left to do", again);
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder.File("out/train.bin")));
        Assert.Contains("the encoding was char and is gpt2 now", Refused("shakespeare", "--input", folder.File("my.txt")));
    }

    [Fact]
    public void Wrong_options_are_named()
    {
        File.WriteAllText(folder.File("my.txt"), "To be or not to be, that is the question");
        Assert.Contains("use --format llmc", Refused("shakespeare", "--encoding", "cl100k_base", "--input", folder.File("my.txt")));
        Assert.Contains("does not exist", Refused("shakespeare", "--input", folder.File("none.txt")));
        Assert.Contains("--encoding does not apply: --tokenizer names the tokenizer", Refused("text", "--encoding", "gpt2", "--tokenizer", "t.bin", "--input", folder.File("my.txt")));
        Assert.Contains("prepare text needs --input", Refused("text"));
        Assert.Contains("--workers is -1", Refused("text", "--input", folder.File("my.txt"), "--workers", "-1"));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Theory]
    [InlineData("shakespeare-char", "--encoding", "cl100k_base")]
    [InlineData("shakespeare-char", "--tokenizer", "t.bin")]
    [InlineData("shakespeare-char", "--workers", "2")]
    [InlineData("shakespeare", "--max-files", "1")]
    [InlineData("shakespeare", "--shard-size", "5")]
    [InlineData("shakespeare", "--tokenizer", "t.bin", "--encoding", "char")]
    [InlineData("text", "--max-files", "1")]
    [InlineData("text", "--shard-size", "5")]
    public void Options_that_would_change_nothing_are_refused(string dataset, string option, string value, params string[] more)
    {
        File.WriteAllText(folder.File("my.txt"), "To be or not to be, that is the question");
        var (code, output, error) = NanoGptRun.Of(["prepare", dataset, "--out", folder.File("out"), "--input", folder.File("my.txt"), option, value, .. more]);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"{option} does not apply: ", error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Theory]
    [InlineData("train.bin")]
    [InlineData("edufineweb_train_000001.npy")]
    public void A_folder_with_other_data_is_left_alone(string name)
    {
        File.WriteAllText(folder.File("my.txt"), "To be or not to be, that is the question");
        Directory.CreateDirectory(folder.File("out"));
        File.WriteAllText(folder.File($"out/{name}"), "mine");
        Assert.Contains($"{name} is there already", Refused("shakespeare-char", "--input", folder.File("my.txt")));
        Assert.Equal("mine", File.ReadAllText(folder.File($"out/{name}")));
        Assert.Single(Directory.GetFiles(folder.File("out")));
    }

    [Fact]
    public void Work_that_was_broken_off_is_known_as_such_and_done_again()
    {
        var text = new PreparedInput("my.txt", 40);
        void Run(Action<string, long> finished) =>
            new ShakespearePreparation("To be or not to be, that is the question", text, null, TokenFormat.Bin).Run(folder.File("out"), finished);
        Assert.Throws<InvalidOperationException>(() => Run((_, _) => throw new InvalidOperationException("a crash")));
        Assert.Contains("is not finished", Assert.Throws<DataException>(() => TokenFolder.TryOpen(folder.File("out"))).Message);
        Run((_, _) => { });
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        Assert.Equal((36, 4), (data.Of(Split.Train).Count, data.Of(Split.Val).Count));
    }

    [Fact]
    public void Another_text_of_the_same_length_is_other_work()
    {
        File.WriteAllText(folder.File("my.txt"), "To be or not to be, that is the question");
        Prepare("shakespeare-char", "--input", folder.File("my.txt"));
        File.WriteAllText(folder.File("my.txt"), "To be or not to be, taht is the question");
        Assert.Contains("the input was my.txt of 40 bytes", Refused("shakespeare-char", "--input", folder.File("my.txt")));
    }

    [DataFact("llama2c/tok512.bin")]
    public void Another_tokenizer_of_the_same_size_is_other_work()
    {
        File.WriteAllText(folder.File("my.txt"), "To be or not to be, that is the question");
        byte[] tokenizer = File.ReadAllBytes(TestData.File("llama2c/tok512.bin"));
        File.WriteAllBytes(folder.File("tok.bin"), tokenizer);
        string[] options = ["--tokenizer", folder.File("tok.bin"), "--input", folder.File("my.txt")];
        Prepare("shakespeare", options);
        Assert.Equal(tokenizer, File.ReadAllBytes(folder.File("out/tokenizer.bin")));
        BitConverter.TryWriteBytes(tokenizer.AsSpan(sizeof(int)), -7f); // the first token's score
        File.WriteAllBytes(folder.File("tok.bin"), tokenizer);
        Assert.Contains("the tokenizer's SHA-256 was", Refused("shakespeare", options));
    }

    [Fact]
    public void Wide_vocabularies_have_llm_cs_32_bits()
    {
        File.WriteAllText(folder.File("my.txt"), string.Concat(Enumerable.Repeat("To be or not to be, that is the question.\n\n", 10)), new UTF8Encoding(false));
        Prepare("shakespeare", "--encoding", "cl100k_base", "--format", "llmc", "--input", folder.File("my.txt"));
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        Assert.Equal("cl100k_base tokens", data.Codec.Name);
        var first = new int[3];
        data.Of(Split.Val).Read(0, first);
        Assert.Equal([100_257, 1271, 387], first); // the end of text, then "To", " be"
    }

    private string Prepare(string dataset, params string[] options)
    {
        var (code, output, error) = NanoGptRun.Of(["prepare", dataset, "--out", folder.File("out"), .. options]);
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    private string Refused(string dataset, params string[] options)
    {
        var (code, _, error) = NanoGptRun.Of(["prepare", dataset, "--out", folder.File("out"), .. options]);
        Assert.NotEqual(0, code);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        return error;
    }

    private int Length(string name) => (int)new FileInfo(folder.File($"out/{name}")).Length;

    private string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder.File($"out/{name}"))));
}
