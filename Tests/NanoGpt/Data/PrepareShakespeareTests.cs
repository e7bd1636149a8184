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
        Assert.DoesNotContain("wrote", Prepare("shakespeare-char", "--input", folder.File("my.txt")));
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder.File("out/train.bin")));
        Assert.Contains("the encoding was char and is gpt2 now", Refused("shakespeare", "--input", folder.File("my.txt")));
    }

    [Fact]
    public void Wrong_options_are_named()
    {
        File.WriteAllText(folder.File("my.txt"), "To be or not to be, that is the question");
        Assert.Contains("--shard-size", Refused("shakespeare", "--shard-size", "5"));
        Assert.Contains("use --format llmc", Refused("shakespeare", "--encoding", "cl100k_base", "--input", folder.File("my.txt")));
        Assert.Contains("does not exist", Refused("shakespeare", "--input", folder.File("none.txt")));
        Assert.Contains("both name a tokenizer", Refused("text", "--encoding", "gpt2", "--tokenizer", "t.bin", "--input", folder.File("my.txt")));
        Assert.Contains("--input", Refused("text"));
        Assert.Contains("--workers is -1", Refused("text", "--input", folder.File("my.txt"), "--workers", "-1"));
        Assert.False(Directory.Exists(folder.File("out")));
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
