using System.Security.Cryptography;
using System.Text;
using MinBpe;

namespace Tests;

/// <summary>Vocabularies go through every format unchanged.</summary>
public sealed class FormatTests : IDisposable
{
    private const string LlmC = "gpt2/gpt2_tokenizer.bin";
    private const string Text = "hello world!!!? (안녕하세요!) lol123 😉\r\n  It's 2024: 𝕳𝖊𝖑𝖑𝖔, naïve\t\t{x}";

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => ["gpt2", "p50k_edit", "cl100k_base", "o200k_base"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tiktoken_file_is_written_as_OpenAI_publishes_it_and_known_again(string name)
    {
        var tokenizer = Tiktoken.Get(name);
        string path = folder.File("ranks.tiktoken");
        TiktokenFile.Write(path, tokenizer.Ranks);
        Assert.Equal(EncodingDefinition.Find(name).Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
        var read = Assert.IsType<RankTokenizer>(TokenizerFile.Open(path));
        Assert.Equal(tokenizer.Pattern, read.Pattern);
        Assert.Contains("<|endoftext|>", read.SpecialTokens.Select(token => token.Text));
        Assert.Equal(tokenizer.Encode(Text), read.Encode(Text));
    }

    [Fact]
    public void A_tiktoken_file_of_others_is_cut_as_GPT_4s_texts_or_as_is_said()
    {
        string path = folder.File("mine.tiktoken");
        TiktokenFile.Write(path, new RankTable(new PackedTokens([.. Tiktoken.Get("cl100k_base").Ranks.Tokens.Take(5000)])));
        Assert.Equal(SplitPattern.Gpt4, ((RankTokenizer)TokenizerFile.Open(path)).Pattern);
        Assert.Equal(SplitPattern.Gpt2, ((RankTokenizer)TokenizerFile.Open(path, SplitPattern.Gpt2)).Pattern);
    }

    [Fact]
    public void The_lines_of_a_tiktoken_file_may_come_in_any_order()
    {
        string[] lines = [.. Enumerable.Range(0, 256).Select(value => $"{Convert.ToBase64String([(byte)value])} {value}"), "AAA= 300"];
        byte[]?[] inOrder = TiktokenFile.Parse(Encoding.ASCII.GetBytes(string.Join('\n', lines)), "in order").ToArrays();
        Assert.Equal(301, inOrder.Length);
        Assert.Null(inOrder[299]);
        foreach (var order in new[] { lines.Reverse(), [.. lines[1..], lines[0]] })
        {
            Assert.Equal(inOrder, TiktokenFile.Parse(Encoding.ASCII.GetBytes(string.Join("\r\n", order) + "\r\n"), "out of order").ToArrays());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tokenizer_json_comes_back_whole(string name)
    {
        var tokenizer = Tiktoken.Get(name);
        string path = folder.File("tokenizer.json");
        HuggingFaceWriter.Write(path, tokenizer);
        var read = Assert.IsType<RankTokenizer>(TokenizerFile.Open(path));
        Assert.Equal(tokenizer.Ranks.Tokens, read.Ranks.Tokens);
        Assert.Equal(tokenizer.SpecialTokens, read.SpecialTokens);
        Assert.Equal(tokenizer.Pattern, read.Pattern);
    }

    [Fact]
    public void A_tokenizer_json_in_Hugging_Faces_own_layout_for_GPT_2_is_read()
    {
        // As transformers saves it: the pattern is ByteLevel's own, merges are strings, the end of text is in both lists.
        var gpt2 = Tiktoken.Get("gpt2");
        var (ids, merges) = VocabularyAndMerges(gpt2);
        ids["<|endoftext|>"] = 50256;
        string json = $$$"""
            {"version":"1.0","truncation":null,"padding":null,
             "added_tokens":[{"id":50256,"content":"<|endoftext|>","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":true}],
             "normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true},
             "post_processor":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false},"decoder":{"type":"ByteLevel"},
             "model":{"dropout":null,"unk_token":null,"continuing_subword_prefix":"","end_of_word_suffix":"","fuse_unk":false,
                      "vocab":{{{System.Text.Json.JsonSerializer.Serialize(ids)}}},"merges":{{{System.Text.Json.JsonSerializer.Serialize(merges)}}}}}
            """;
        File.WriteAllText(folder.File("tokenizer.json"), json);
        var read = Assert.IsType<RankTokenizer>(TokenizerFile.Open(folder.File("tokenizer.json")));
        Assert.Equal(gpt2.Ranks.Tokens, read.Ranks.Tokens);
        Assert.Equal(gpt2.SpecialTokens, read.SpecialTokens);
        Assert.Equal(SplitPattern.Gpt2, read.Pattern);
    }

    [Theory]
    [InlineData("vocab.bpe", "encoder.json")]
    [InlineData("merges.txt", "vocab.json")]
    public void GPT_2s_two_files_are_read_by_the_name_of_either(string merges, string encoder)
    {
        var gpt2 = Tiktoken.Get("gpt2");
        WritePair(gpt2, merges, encoder);
        foreach (string name in new[] { merges, encoder })
        {
            var read = Assert.IsType<RankTokenizer>(TokenizerFile.Open(folder.File(name)));
            Assert.Equal(gpt2.Ranks.Tokens, read.Ranks.Tokens);
            Assert.Equal(gpt2.SpecialTokens, read.SpecialTokens);
        }
    }

    [Fact]
    public void Merges_recovered_from_the_ranks_are_OpenAIs_vocab_bpe()
    {
        var (_, merges) = VocabularyAndMerges(Tiktoken.Get("gpt2"));
        string file = "#version: 0.2\n" + string.Join('\n', merges) + "\n";
        Assert.Equal("1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file))));
    }

    [Fact]
    public void GPT_2s_letters_for_bytes_are_those_of_its_files()
    {
        Assert.Equal("ĠtheĊ", ByteLevel.Text(" the\n"u8)); // as the files write them
        Assert.Equal("ĀġĢŃ", ByteLevel.Text([0, 127, 128, 173]));
        Assert.Equal("!~¡ÿ", ByteLevel.Text([33, 126, 161, 255]));
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        Assert.Equal(all, ByteLevel.Bytes(ByteLevel.Text(all)));
        Assert.Null(ByteLevel.Bytes(" "));
    }

    [DataFact(LlmC)]
    public void Llm_cs_file_is_GPT_2()
    {
        var gpt2 = Tiktoken.Get("gpt2");
        var read = Assert.IsType<RankTokenizer>(TokenizerFile.Open(TestData.File(LlmC)));
        Assert.Equal(gpt2.Ranks.Tokens.Append(null), read.Ranks.Tokens);
        Assert.Equal(gpt2.SpecialTokens, read.SpecialTokens);
        Assert.Equal(gpt2.Encode(Text), read.Encode(Text));
        Assert.Equal([50256], read.Encode("<|endoftext|>", AllowedSpecial.All));
    }

    [DataFact(LlmC)]
    public void Version_2_of_llm_cs_file_names_the_end_of_text()
    {
        byte[] file = File.ReadAllBytes(TestData.File(LlmC));
        (file[4], file[12], file[13]) = (2, 0x50, 0xc4); // 0xc450 is 50256
        File.WriteAllBytes(folder.File("v2.bin"), file);
        Assert.Equal([("<|endoftext|>", 50256)], TokenizerFile.Open(folder.File("v2.bin")).SpecialTokens);
    }

    private void WritePair(RankTokenizer tokenizer, string merges, string encoder)
    {
        var (ids, pairs) = VocabularyAndMerges(tokenizer);
        ids["<|endoftext|>"] = 50256;
        File.WriteAllText(folder.File(merges), "#version: 0.2\n" + string.Join('\n', pairs) + "\n");
        File.WriteAllText(folder.File(encoder), System.Text.Json.JsonSerializer.Serialize(ids), Encoding.UTF8);
    }

    private static (Dictionary<string, int> Ids, List<string> Merges) VocabularyAndMerges(RankTokenizer tokenizer)
    {
        var ids = new Dictionary<string, int>();
        var merges = new List<string>();
        for (int rank = 0; rank < tokenizer.Ranks.Tokens.Count; rank++)
        {
            ids[Name(rank)] = rank;
            if (tokenizer.Ranks.PartsOf(rank) is { } parts)
            {
                merges.Add($"{Name(parts.Left)} {Name(parts.Right)}");
            }
        }

        return (ids, merges);

        string Name(int rank) => ByteLevel.Text(tokenizer.Ranks.Tokens[rank]);
    }
}
