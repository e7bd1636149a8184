using System.Text;
using System.Text.RegularExpressions;
using MinBpe;

namespace Tests;

/// <summary>Whatever is wrong with a vocabulary's file, one sentence says so, with the file's name.</summary>
public sealed class BadVocabularyTests : IDisposable
{
    private static readonly string Bytes = string.Concat(Enumerable.Range(0, 256).Select(value => $"{Convert.ToBase64String([(byte)value])} {value}\n"));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "its first line must be")]
    [InlineData("minbpe v2\n\n0\n", "its first line must be")]
    [InlineData("minbpe v1\n", "cut off")]
    [InlineData("minbpe v1\n\n0\n97 9", "ends in the middle of line 4")]
    [InlineData("minbpe v1\n\n5\n97 98\n", "line 3")]
    [InlineData("minbpe v1\n\n-1\n97 98\n", "line 3")]
    [InlineData("minbpe v1\n\n1\nend\n", "line 4: 'end'")]
    [InlineData("minbpe v1\n\n1\nend 97\n", "ids below 256")]
    [InlineData("minbpe v1\n\n2\na 300\nb 300\n", "twice")]
    [InlineData("minbpe v1\n\n0\n97 256\n", "line 4: '97 256'")]
    [InlineData("minbpe v1\n\n0\n97 -1\n", "two ids below 256")]
    [InlineData("minbpe v1\n\n0\n97 98 99\n", "line 4")]
    [InlineData("minbpe v1\n\n0\n97 99999999999\n", "line 4")]
    [InlineData("minbpe v1\n\n0\n97 98\n97 98\n", "a pair comes once")]
    [InlineData("minbpe v1\n(a\n0\n97 98\n", "not a regular expression")]
    public void A_damaged_model_is_refused(string content, string part) => AssertRefused("bad.model", content, part);

    [Fact]
    public void A_model_whose_tokens_would_fill_the_memory_is_refused()
    {
        string doublings = string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i == 0 ? 97 : 255 + i)} {(i == 0 ? 97 : 255 + i)}\n"));
        AssertRefused("bomb.model", "minbpe v1\n\n0\n" + doublings, "the merges are damaged");
    }

    [Theory]
    [InlineData("", "no token for the byte 0x00")]
    [InlineData("IQ==\n", "line 1: 'IQ=='")]
    [InlineData("IQ== x\n", "line 1")]
    [InlineData("IQ== -1\n", "line 1")]
    [InlineData("I? 0\n", "line 1")]
    [InlineData("IQ= 0\n", "line 1")]
    [InlineData("IQ", "line 1: 'IQ'")]
    [InlineData("IQI", "line 1: 'IQI'")]
    [InlineData("==== 0\n", "line 1")]
    [InlineData("IQ=== 0\n", "line 1")]
    [InlineData("IQ== 0 \n", "line 1")]
    [InlineData("IQ== 99999999999\n", "line 1")]
    [InlineData("IQ== 5000\n", "rank 5000 is too large")]
    [InlineData("IQ== 0\nIg== 0\n", "line 2: rank 0 is there twice")]
    [InlineData("IQ== 0\nIQ== 1\n", "has ranks 0 and 1")]
    [InlineData("IQ== 0\nIg== 1\n", "no token for the byte 0x00")]
    public void A_damaged_tiktoken_file_is_refused(string content, string part) => AssertRefused("bad.tiktoken", content, part);

    [Fact]
    public void A_tiktoken_file_that_is_cut_off_is_refused()
    {
        AssertRefused("cut.tiktoken", Bytes[..^5], "line 256: '/w=='"); // in the middle of the last line
        AssertRefused("cut.tiktoken", Bytes[..^9], "0xff"); // before it
        AssertRefused("twice.tiktoken", Bytes + "AAA= 256\nAAA= 257\n", "has ranks 256 and 257");
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "no \"model\"")]
    [InlineData("{\"model\":5}", "laid out")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\"}}", "WordPiece")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"dropout\":0.1}}", "dropout")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"byte_fallback\":true}}", "byte_fallback")]
    [InlineData("{\"normalizer\":{\"type\":\"NFC\"},\"model\":{\"type\":\"BPE\"}}", "normalizer (NFC)")]
    [InlineData("{\"model\":{\"type\":\"BPE\"}}", "laid out")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}", "'a' is -1")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":1,\"a\":2},\"merges\":[]}}", "'a' is there twice")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":2000000000},\"merges\":[]}}", "without wide gaps")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":1,\"b\":1},\"merges\":[]}}", "two tokens have the id 1")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":1},\"merges\":[\"a b\"]}}", "merge 1: 'a' and 'b'")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":1},\"merges\":[\"a\"]}}", "merge 1")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":1},\"merges\":[]}}", "no token for the byte 0x00")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"\\ud800\":1},\"merges\":[]}}", "surrogate")]
    public void A_damaged_tokenizer_json_is_refused(string content, string part) => AssertRefused("bad.json", content, part);

    [Theory]
    [InlineData("null", "no pre_tokenizer")]
    [InlineData("{\"type\":\"Whitespace\"}", "Whitespace")]
    [InlineData("{\"type\":\"ByteLevel\",\"add_prefix_space\":true}", "add_prefix_space")]
    [InlineData("{\"type\":\"ByteLevel\",\"use_regex\":false}", "GPT's pattern")]
    [InlineData("{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\d\"},\"behavior\":\"Isolated\"}]}", "only the patterns of GPT-2")]
    public void A_way_to_cut_that_is_not_a_GPTs_is_refused(string preTokenizer, string part)
    {
        HuggingFaceWriter.Write(folder.File("good.json"), Tiktoken.Get("gpt2"));
        string good = File.ReadAllText(folder.File("good.json"));
        int start = good.IndexOf("\"pre_tokenizer\"", StringComparison.Ordinal), end = good.IndexOf("\"post_processor\"", StringComparison.Ordinal);
        AssertRefused("bad.json", $"{good[..start]}\"pre_tokenizer\":{preTokenizer},{good[end..]}", part);
    }

    [Fact]
    public void A_vocab_bpe_without_its_other_half_is_refused()
    {
        AssertRefused("vocab.bpe", "#version: 0.2\na b\n", "encoder.json does not exist", namesFile: false);
        File.WriteAllText(folder.File("encoder.json"), "{\"a\":0,\"b\":1,\"ab\":2}");
        AssertRefused("vocab.bpe", "#version: 0.2\na b c\n", "line 2: 'a b c'");
        AssertRefused("vocab.bpe", "#version: 0.2\na c\n", "merge 1: 'a' and 'c'");
        File.WriteAllText(folder.File("encoder.json"), "{\"a\":0,\"b\":1,\"ab\":3,\"ba\":2}");
        AssertRefused("vocab.bpe", "#version: 0.2\na b\nb a\n", "merge 2 makes token 2");
    }

    [Theory]
    [InlineData(1, 3, "version 3")]
    [InlineData(2, 2_000_000_000, "2000000000 tokens")]
    [InlineData(2, -1, "-1 tokens")]
    [InlineData(2, 50256, "50256 tokens")]
    [InlineData(2, 50258, "token 50257 of 50258 is empty or cut off")]
    public void A_damaged_file_of_llm_c_is_refused(int index, int value, string part)
    {
        var header = new int[256];
        (header[0], header[1], header[2]) = (20240328, 1, 50257);
        header[index] = value;
        IEnumerable<byte> tokens = Enumerable.Range(0, 50257).SelectMany(id => new byte[] { 2, (byte)id, (byte)(id >> 8) });
        byte[] file = [.. header.SelectMany(BitConverter.GetBytes), .. tokens];
        File.WriteAllBytes(folder.File("bad.bin"), file);
        AssertRefused("bad.bin", null, part);
    }

    [Fact]
    public void A_header_of_llm_c_that_is_cut_off_is_refused()
    {
        File.WriteAllBytes(folder.File("short.bin"), [.. BitConverter.GetBytes(20240328), .. new byte[100]]);
        AssertRefused("short.bin", null, "no tokenizer file of llm.c");
    }

    [Theory]
    [InlineData("", "is 0 in a file of 0 bytes")]
    [InlineData("ffffffff", "is -1")]
    [InlineData("04000000", "at least 259 tokens")]
    [InlineData("07000000000000", "token 0 is damaged or cut off")]
    [InlineData("0400000000000000ffffff7f61", "token 0 is damaged or cut off")]
    [InlineData("0400000000000000ffffffff61", "token 0 is damaged or cut off")]
    [InlineData("04000000000000000100000061", "at least 259 tokens")]
    public void A_damaged_file_of_llama2_c_is_refused(string hex, string part)
    {
        File.WriteAllBytes(folder.File("llama.bin"), Convert.FromHexString(hex));
        AssertRefused("llama.bin", null, part);
    }

    [Fact]
    public void A_file_of_no_known_kind_is_refused_with_the_kinds_there_are()
    {
        AssertRefused("notes.txt", "hello", "Hugging Face's tokenizer.json");
        Assert.Contains("does not exist", Assert.Throws<TokenizerException>(() => TokenizerFile.Open(folder.File("none.model"))).Message);
        Assert.Contains("it is a folder", Assert.Throws<TokenizerException>(() => TokenizerFile.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_file_too_large_for_a_vocabulary_is_not_read()
    {
        using (var file = File.Create(folder.File("large.tiktoken")))
        {
            file.SetLength(300L << 20); // sparse: nothing is stored
        }

        AssertRefused("large.tiktoken", null, "a vocabulary has at most");
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_no_model() => Assert.Contains("byte 10", Refusal("bad.model", [.. "minbpe v1\n"u8, 0xff, (byte)'\n']));

    [Fact]
    public void Special_tokens_must_be_distinct_and_apart_from_other_tokens()
    {
        var tokenizer = new BasicTokenizer();
        Assert.Contains("ids below 256", Assert.Throws<TokenizerException>(() => tokenizer.RegisterSpecialTokens(("<end>", 97))).Message);
        Assert.Contains("twice", Assert.Throws<TokenizerException>(() => tokenizer.RegisterSpecialTokens(("<a>", 300), ("<a>", 301))).Message);
        Assert.Contains("must not be empty", Assert.Throws<TokenizerException>(() => tokenizer.RegisterSpecialTokens(("", 300))).Message);
        var ranks = Tiktoken.Get("gpt2").Ranks;
        Assert.Contains("has the id 0", Assert.Throws<TokenizerException>(() => new RankTokenizer("mine", ranks, SplitPattern.Gpt2, new SpecialTokens([("<end>", 0)]))).Message);
    }

    [Theory]
    [InlineData("a\nb", "<end>")]
    [InlineData("a", "<e\r\nnd>")]
    public void What_a_model_file_has_no_place_for_is_not_saved(string pattern, string special)
    {
        var tokenizer = new RegexTokenizer(pattern);
        tokenizer.RegisterSpecialTokens((special, 300));
        Assert.Contains("line break", Assert.Throws<TokenizerException>(() => tokenizer.Save(folder.File("bad"))).Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_vocabulary_below_256_is_refused(int size) =>
        Assert.Contains("256 or more", Assert.Throws<TokenizerException>(() => new BasicTokenizer().Train("text", size)).Message);

    [Fact]
    public void A_text_too_short_for_its_vocabulary_is_refused()
    {
        Assert.Contains("after 1 merges", Assert.Throws<TokenizerException>(() => new BasicTokenizer().Train("ab", 300)).Message);
        Assert.Contains("after 0 merges", Assert.Throws<TokenizerException>(() => new RegexTokenizer().Train("", 257)).Message);
    }

    [Theory]
    [InlineData(-1, "Id -1 at position 1")]
    [InlineData(100277, "ids go from 0 to 100276")]
    [InlineData(100256, "100256 is unused")]
    [InlineData(int.MaxValue, "Id 2147483647")]
    [InlineData(int.MinValue, "Id -2147483648")]
    public void An_id_outside_the_vocabulary_is_named_with_its_position(int id, string part)
    {
        Assert.Contains(part, Assert.Throws<TokenizerException>(() => Tiktoken.Get("cl100k_base").Decode([5, id])).Message);
        Assert.Contains(part, Assert.Throws<TokenizerException>(() => new Gpt4Tokenizer().Decode([5, id])).Message);
    }

    [Fact]
    public void A_pattern_that_never_ends_is_stopped() => // (a+)+$ on aaaa...b tries 2^n ways
        Assert.Throws<TokenizerException>(() => new RegexSplitter("(a+)+$", TimeSpan.FromMilliseconds(50)).Split(new string('a', 60) + "b").Count());

    private void AssertRefused(string name, string? content, string part, bool namesFile = true)
    {
        string message = Refusal(name, content is null ? null : Encoding.UTF8.GetBytes(content));
        Assert.Contains(part, message);
        Assert.True(!namesFile || message.Contains(name) || Regex.IsMatch(message, "pre_tokenizer"), message);
    }

    private string Refusal(string name, byte[]? content)
    {
        if (content is not null)
        {
            File.WriteAllBytes(folder.File(name), content);
        }

        var (code, output, error) = MinBpeRun.Run("count", "--model", folder.File(name));
        Assert.Equal((1, ""), (code, output));
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", error);
        return error;
    }
}
