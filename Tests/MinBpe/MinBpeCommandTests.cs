using System.Text;
using MinBpe;

namespace Tests;

public sealed class MinBpeCommandTests : IDisposable
{
    private const string Text = "hello world!!!? (안녕하세요!) lol123 😉";
    private const string Gpt2Ids = "31373 995 10185 30 357 168 243 230 167 227 243 47991 246 168 226 116 168 248 242 8133 19462 10163 30325 231";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Encode_writes_ids_on_one_line_and_decode_the_exact_bytes()
    {
        var (code, ids, error) = MinBpeRun.RunOn(Text, "encode", "--encoding", "gpt2");
        Assert.Equal((0, Gpt2Ids + "\n", ""), (code, Encoding.UTF8.GetString(ids), error));
        File.WriteAllText(folder.File("text"), Text);
        Assert.Equal((0, Gpt2Ids + "\n", ""), MinBpeRun.Run("encode", "--encoding", "gpt2", folder.File("text")));
        Assert.Equal(ids, MinBpeRun.RunOn(Text, "encode", "--encoding", "gpt2", "-").Output);

        Assert.Equal(Encoding.UTF8.GetBytes(Text), MinBpeRun.RunOn(ids, "decode", "--encoding", "gpt2").Output);
        File.WriteAllBytes(folder.File("ids"), ids);
        Assert.Equal((0, Text, ""), MinBpeRun.Run("decode", "--encoding", "gpt2", folder.File("ids")));
        Assert.Equal((0, Text, ""), MinBpeRun.Run(["decode", "--encoding", "gpt2", .. Gpt2Ids.Split(' ')]));
        Assert.Equal("\n"u8, MinBpeRun.RunOn("", "encode", "--encoding", "gpt2").Output);
        Assert.Equal([], MinBpeRun.RunOn("\n", "decode", "--encoding", "gpt2").Output);
    }

    [Fact]
    public void Decode_writes_bytes_that_are_no_whole_characters() => Assert.Equal([0xec, 0x95], MinBpeRun.RunOn("168\n243", "decode", "--encoding", "gpt2").Output);

    [Fact]
    public void Count_writes_one_number() => Assert.Equal("24\n"u8, MinBpeRun.RunOn(Text, "count", "--encoding", "gpt2").Output);

    [Fact]
    public void Lines_of_JSON_go_in_and_out()
    {
        string input = "{\"text\":\"hello world\"}\n{\"id\":1,\"text\":\"\",\"more\":{\"text\":\"not this\"}}\n{\"text\":\"\\u0068\\u0069 \\ud83d\\ude09\\n\\\"\\/\"}\r\n{\"text\":\"\\ud800\"}";
        var (code, output, error) = MinBpeRun.RunOn(input, "encode", "--encoding", "gpt2", "--jsonl");
        Assert.Equal((0, ""), (code, error));
        var gpt2 = Tiktoken.Get("gpt2");
        string[] expected = [.. new[] { "hello world", "", "hi 😉\n\"/", "\ufffd" }.Select(text => $"{{\"ids\":[{string.Join(',', gpt2.Encode(text))}]}}")];
        Assert.Equal(expected, Encoding.UTF8.GetString(output).TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Long_lines_of_JSON_are_read_whole()
    {
        string[] texts = [new string('a', 100_000), "b", new string('c', 300_000), new string('d', 65_500)];
        string input = string.Join('\n', texts.Select(text => $"{{\"text\":\"{text}\"}}"));
        string[] lines = Encoding.UTF8.GetString(MinBpeRun.RunOn(input, "encode", "--encoding", "gpt2", "--jsonl").Output).TrimEnd('\n').Split('\n');
        Assert.Equal(texts.Select(text => $"{{\"ids\":[{string.Join(',', Tiktoken.Get("gpt2").Encode(text))}]}}"), lines);
    }

    [Theory]
    [InlineData("{\"text\":\"a\"}\nnonsense\n", "line 2: this is not JSON")]
    [InlineData("{\"text\":5}\n", "line 1: there should be a JSON object with a string \"text\"")]
    [InlineData("{\"text\":\"a\"}\n\n", "line 2")]
    [InlineData("[\"text\"]", "line 1")]
    [InlineData("{\"text\":\"<|endoftext|>\"}", "line 1: The text contains the special token <|endoftext|>")]
    public void A_wrong_line_of_JSON_is_named(string input, string part)
    {
        var (code, _, error) = MinBpeRun.RunOn(input, "encode", "--encoding", "gpt2", "--jsonl");
        Assert.Equal(1, code);
        Assert.Contains(part, error);
        AssertOneLine(error);
    }

    [Fact]
    public void Special_tokens_are_refused_or_made_tokens_or_read_as_text()
    {
        string text = "안<|endoftext|>";
        var (code, output, error) = MinBpeRun.RunOn(text, "encode", "--encoding", "gpt2");
        Assert.Equal((1, 0), (code, output.Length));
        Assert.Contains("<|endoftext|> at character 1", error);
        Assert.Contains("--allowed-special", error);
        AssertOneLine(error);
        Assert.EndsWith(" 50256\n", Encoding.UTF8.GetString(MinBpeRun.RunOn(text, "encode", "--encoding", "gpt2", "--allowed-special", "all").Output));
        Assert.DoesNotContain("50256", Encoding.UTF8.GetString(MinBpeRun.RunOn(text, "encode", "--encoding", "gpt2", "--allowed-special", "none").Output));
        Assert.Equal(2, MinBpeRun.RunOn(text, "encode", "--encoding", "gpt2", "--allowed-special", "some").Code);
    }

    [Fact]
    public void What_is_not_UTF_8_is_replaced_or_with_strict_refused()
    {
        byte[] text = [(byte)'a', 0xf0, 0x9f, (byte)'b', 0xff];
        byte[] ids = MinBpeRun.RunOn(text, "encode", "--encoding", "cl100k_base").Output;
        Assert.Equal("a\ufffdb\ufffd"u8, MinBpeRun.RunOn(ids, "decode", "--encoding", "cl100k_base").Output);
        var (code, output, error) = MinBpeRun.RunOn(text, "encode", "--encoding", "cl100k_base", "--strict");
        Assert.Equal((1, 0), (code, output.Length));
        Assert.Contains("standard input is not UTF-8: byte 1 (0xf0)", error);
        Assert.Equal(1, MinBpeRun.RunOn([.. "{\"text\":\""u8, 0xff, .. "\"}"u8], "encode", "--encoding", "cl100k_base", "--strict", "--jsonl").Code);
    }

    [Theory]
    [InlineData("5 -1", "Id -1 at position 1")]
    [InlineData("50257", "Id 50257 at position 0")]
    [InlineData("1 two", "'two' at position 1 of standard input")]
    [InlineData("99999999999", "is not an id")]
    [InlineData("1.5", "is not an id")]
    public void A_wrong_id_is_named(string ids, string part)
    {
        var (code, output, error) = MinBpeRun.RunOn(ids, "decode", "--encoding", "gpt2");
        Assert.Equal((1, 0), (code, output.Length));
        Assert.Contains(part, error);
        AssertOneLine(error);
        Assert.Equal(1, MinBpeRun.Run("decode", "--encoding", "gpt2", "-1").Code);
        Assert.Contains("'two' is neither an id nor a file", MinBpeRun.Run("decode", "--encoding", "gpt2", "two").Error);
    }

    [Fact]
    public void A_trained_model_encodes_and_lists_its_vocabulary()
    {
        File.WriteAllText(folder.File("text"), "low lower lowest low low");
        Assert.Equal(0, MinBpeRun.Run("train", "--kind", "regex", "--vocab-size", "259", "--out", folder.File("sub/low"), folder.File("text")).Code);
        string model = folder.File("sub/low.model");
        var (_, ids, _) = MinBpeRun.RunOn("lowest", "encode", "--model", model);
        Assert.Equal("257 101 115 116\n"u8, ids); // lo = 256, low = 257
        Assert.Equal("lowest"u8, MinBpeRun.RunOn(ids, "decode", "--model", model).Output);
        Assert.Equal(File.ReadAllText(folder.File("sub/low.vocab")), MinBpeRun.Run("vocab", "--model", model).Output);
        Assert.Contains("[l][o] -> [lo] 256", MinBpeRun.Run("vocab", "--model", model).Output);
    }

    [Theory]
    [InlineData(2, "at least 256", "--vocab-size", "255")]
    [InlineData(2, "must be basic or regex", "--vocab-size", "300", "--kind", "bpe")]
    [InlineData(2, "leave --pattern off", "--vocab-size", "300", "--kind", "basic", "--pattern", "gpt2")]
    [InlineData(2, "Known: gpt2, gpt4, gpt4o", "--vocab-size", "300", "--pattern", "gpt5")]
    [InlineData(2, "first or smaller", "--vocab-size", "300", "--ties", "last")]
    [InlineData(2, "a whole number", "--vocab-size", "many")]
    [InlineData(2, "--threads is -1", "--vocab-size", "300", "--threads", "-1")]
    [InlineData(2, "no name of files", "--vocab-size", "300", "--out", "folder/")]
    [InlineData(2, "must be there once", "--vocab-size", "256", "--special", "<a>", "--special", "<a>")]
    [InlineData(2, "on one line", "--vocab-size", "256", "--special", "<a\n>")]
    [InlineData(1, "after 4 merges", "--vocab-size", "300", "--kind", "basic")]
    public void Training_that_cannot_be_done_writes_nothing(int expected, string part, params string[] options)
    {
        File.WriteAllText(folder.File("text"), "abcde");
        string[] where = options.Contains("--out") ? [] : ["--out", folder.File("out")];
        var (code, _, error) = MinBpeRun.Run(["train", .. where, .. options, folder.File("text")]);
        Assert.Equal(expected, code);
        Assert.Contains(part, error);
        AssertOneLine(error);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Special_tokens_of_a_trained_model_come_after_its_merges()
    {
        File.WriteAllText(folder.File("text"), "lower low lowest");
        string model = folder.File("low.model");
        Assert.Equal(0, MinBpeRun.Run("train", "--vocab-size", "258", "--special", "<|end|>", "--special", "<|pad|>", "--out", folder.File("low"), folder.File("text")).Code);
        Assert.Equal("257 259 258\n"u8, MinBpeRun.RunOn("low<|pad|><|end|>", "encode", "--model", model, "--allowed-special", "all").Output);
        Assert.Equal("low<|pad|>"u8, MinBpeRun.RunOn("257 259", "decode", "--model", model).Output);
        Assert.Equal(1, MinBpeRun.RunOn("low<|pad|>", "encode", "--model", model).Code);
    }

    [Fact]
    public void A_missing_text_is_named()
    {
        var (code, _, error) = MinBpeRun.Run("train", "--vocab-size", "300", "--out", folder.File("out"), folder.File("none"));
        Assert.Equal((1, true), (code, error.Contains("none does not exist")));
        Assert.Contains("does not exist", MinBpeRun.Run("count", "--encoding", "gpt2", folder.File("none")).Error);
    }

    [Fact]
    public void Vocab_writes_other_formats_that_encode_alike()
    {
        foreach (string name in new[] { "ranks.tiktoken", "tokenizer.json" })
        {
            Assert.Equal((0, "", ""), MinBpeRun.Run("vocab", "--encoding", "gpt2", "--out", folder.File(name)));
            Assert.Equal(Gpt2Ids + "\n", Encoding.UTF8.GetString(MinBpeRun.RunOn(Text, "encode", "--model", folder.File(name)).Output));
        }

        Assert.Equal(0, MinBpeRun.Run("vocab", "--encoding", "gpt2", "--out", folder.File("list.txt")).Code);
        Assert.Equal(MinBpeRun.Run("vocab", "--encoding", "gpt2").Output, File.ReadAllText(folder.File("list.txt")));
        Assert.StartsWith("[!] 0\n[\"] 1\n", File.ReadAllText(folder.File("list.txt")));
    }

    [Fact]
    public void Show_lists_tokens_or_writes_one_page()
    {
        var (_, output, _) = MinBpeRun.RunOn("<b>안\n", "show", "--encoding", "gpt2");
        Assert.Equal("27\t<\n65\tb\n29\t>\n168\t\\xec\n243\t\\x95\n230\t\\x88\n198\t\\u000a\n", Encoding.UTF8.GetString(output));
        Assert.Equal(0, MinBpeRun.RunOn("<b>안\n", "show", "--encoding", "gpt2", "--html", folder.File("page.html")).Code);
        string page = File.ReadAllText(folder.File("page.html"));
        Assert.Contains("<span class=\"c0\" title=\"27\">&lt;</span>", page);
        Assert.DoesNotContain("<b>", page);
        Assert.DoesNotMatch("(src|href)=", page);
        Assert.DoesNotContain("http", page);
    }

    [Theory]
    [InlineData("gpt2", "r50k_base", "hello", "The ids are the same.")]
    [InlineData("gpt2", "cl100k_base", " in 2024", "gpt2 has the piece ' 2024' at byte 3, cl100k_base ' ' at byte 3")]
    [InlineData("gpt2", "cl100k_base", "hello", "only their ids differ, first at token 0: gpt2 31373, cl100k_base 15339")]
    [InlineData("gpt2", "cl100k_base", "a안", "As merge 1 of it gpt2 joins nothing more, cl100k_base joins '\\xec' + '\\x95' (rank ")]
    public void Compare_explains_the_first_difference(string left, string right, string text, string part)
    {
        var (code, output, _) = MinBpeRun.RunOn(text, "compare", left, right);
        Assert.Equal(0, code);
        Assert.Contains(part, Encoding.UTF8.GetString(output));
    }

    [DataFact("llama2c/tok512.bin")]
    public void Compare_knows_that_Llama_does_not_cut()
    {
        var (_, output, _) = MinBpeRun.RunOn("Once upon a", "compare", "gpt2", TestData.File("llama2c/tok512.bin"));
        Assert.Contains("tok512.bin 'Once upon a' at byte 0", Encoding.UTF8.GetString(output));
    }

    [Theory]
    [InlineData("Name one tokenizer", "encode")]
    [InlineData("Name one tokenizer", "encode", "--encoding", "gpt2", "--model", "x")]
    [InlineData("There is no encoding 'gpt5'", "encode", "--encoding", "gpt5")]
    [InlineData("Known options: ", "encode", "--encoding", "gpt2", "a", "b")]
    [InlineData("There is no command 'bogus'", "bogus")]
    [InlineData("Name a command", new string[0])]
    [InlineData("is required", "train", "text")]
    public void A_wrong_command_line_ends_with_code_2(string part, params string[] arguments)
    {
        var (code, output, error) = MinBpeRun.Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(part, error);
        AssertOneLine(error);
    }

    [Fact]
    public void A_page_that_cannot_be_written_says_so()
    {
        File.WriteAllText(folder.File("file"), "");
        var (code, _, error) = MinBpeRun.RunOn("a", "show", "--encoding", "gpt2", "--html", folder.File("file/page.html"));
        Assert.Equal(1, code);
        Assert.Contains("Cannot write", error);
    }

    private static void AssertOneLine(string error) => Assert.Single(error.TrimEnd('\n').Split('\n'));
}
