using System.Security.Cryptography;
using System.Text;
using MinBpe;

namespace Tests;

/// <summary>Ids equal OpenAI's, on the readable path and on the fast one.</summary>
public class TiktokenVectorTests
{
    private static readonly string[] FuzzEncodings = ["cl100k_base", "o200k_base", "gpt2", "p50k_base"];

    public static TheoryData<string> Names => [.. Tiktoken.Names];

    [DataFact(TokenVectors.Vectors)]
    public void Every_line_of_the_vectors_encodes_as_tiktoken_does()
    {
        int lines = 0;
        foreach (var (encoding, text, ids) in TokenVectors.Lines(TokenVectors.Vectors))
        {
            AssertEncodes(encoding, text, ids);
            lines++;
        }

        Assert.Equal(410, lines);
    }

    [DataFact(TokenVectors.Fuzz)]
    public void Every_hostile_string_encodes_as_tiktoken_does()
    {
        foreach (string encoding in FuzzEncodings)
        {
            int lines = 0;
            foreach (var (text, ids) in TokenVectors.FuzzLines(encoding))
            {
                AssertEncodes(encoding, text, ids);
                lines++;
            }

            Assert.Equal(1000, lines);
        }
    }

    [DataFact(TokenVectors.Special)]
    public void Special_tokens_encode_as_in_tiktoken()
    {
        foreach (var (encoding, text, ids) in TokenVectors.Lines(TokenVectors.Special))
        {
            var tokenizer = Tiktoken.Get(encoding);
            Assert.Equal(ids, tokenizer.Encode(text, AllowedSpecial.All));
            Assert.Equal(ids.Length, tokenizer.CountTokens(text, AllowedSpecial.All));
            Assert.Equal(text, tokenizer.Decode(ids));
            Assert.Equal(ids, new Gpt4Tokenizer().Encode(text, AllowedSpecial.All));
        }
    }

    [DataFact(TokenVectors.Documents, TokenVectors.TaylorSwift, TokenVectors.Shakespeare)]
    public void Whole_documents_have_tiktokens_counts_and_hashes()
    {
        foreach (var encoding in TokenVectors.Json(TokenVectors.Documents).EnumerateObject())
        {
            foreach (var document in encoding.Value.EnumerateObject())
            {
                string text = TokenVectors.Text(document.Name);
                int[] ids = Tiktoken.Get(encoding.Name).EncodeOrdinary(text);
                Assert.Equal(document.Value.GetProperty("count").GetInt32(), ids.Length);
                Assert.Equal(document.Value.GetProperty("sha256_u32le").GetString(), TokenVectors.Sha256(ids));
                Assert.Equal(ids, Readable(encoding.Name).EncodeOrdinary(text));
                Assert.Equal(text, Tiktoken.Get(encoding.Name).Decode(ids));
            }
        }
    }

    [DataFact(TokenVectors.Shakespeare)]
    public void Nine_tenths_of_tiny_Shakespeare_are_301966_tokens_and_the_rest_36059()
    {
        // nanoGPT's data/shakespeare: cut by characters, then encoded by GPT-2's tokenizer.
        string text = TokenVectors.Text(TokenVectors.Shakespeare);
        int train = (int)(text.Length * 0.9);
        var gpt2 = Tiktoken.Get("gpt2");
        Assert.Equal(301_966, gpt2.CountTokens(text[..train]));
        Assert.Equal(36_059, gpt2.CountTokens(text[train..]));
    }

    [DataFact(TokenVectors.Shakespeare)]
    public void The_data_files_of_llm_c_come_out_byte_for_byte()
    {
        // llm.c's tinyshakespeare: the end of text before every paragraph; the first 32,768 tokens validate.
        string text = "<|endoftext|>" + TokenVectors.Text(TokenVectors.Shakespeare).Replace("\n\n", "\n\n<|endoftext|>", StringComparison.Ordinal);
        int[] ids = Tiktoken.Get("gpt2").Encode(text, AllowedSpecial.All);
        Assert.Equal(32_768 + 305_260, ids.Length);
        Assert.Matches("^fe99db72.*2a62$", DataFileSha256(ids[..32_768]));
        Assert.Matches("^8a70606b.*cc8$", DataFileSha256(ids[32_768..]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_ranks_are_those_that_OpenAI_publishes(string name)
    {
        var definition = EncodingDefinition.Find(name);
        string text = Encoding.ASCII.GetString(Tiktoken.Resource(definition)).Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.Equal(definition.Sha256, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
    }

    [Theory]
    [InlineData("gpt2", 50257)]
    [InlineData("r50k_base", 50257)]
    [InlineData("p50k_base", 50281)]
    [InlineData("p50k_edit", 50284)]
    [InlineData("cl100k_base", 100277)]
    [InlineData("o200k_base", 200019)]
    public void Vocabularies_are_as_large_as_in_tiktoken(string name, int size) => Assert.Equal(size, Tiktoken.Get(name).VocabularySize);

    [Fact]
    public void Only_p50k_edit_fills_in_the_middle_among_the_older_encodings()
    {
        Assert.Equal([50281, 50283, 50282], Tiktoken.Get("p50k_edit").Encode("<|fim_prefix|><|fim_suffix|><|fim_middle|>", AllowedSpecial.All));
        Assert.DoesNotContain(50281, Tiktoken.Get("p50k_base").Encode("<|fim_prefix|>", AllowedSpecial.All));
    }

    [Theory]
    [InlineData("a\ud800b", "a\ufffdb")]
    [InlineData("\udc00", "\ufffd")]
    [InlineData("x\ud83d", "x\ufffd")]
    [InlineData("\ude09\ud83d", "\ufffd\ufffd")]
    public void A_lone_surrogate_counts_as_the_replacement_character(string lone, string replaced)
    {
        foreach (string name in Tiktoken.Names)
        {
            Assert.Equal(Tiktoken.Get(name).Encode(replaced), Tiktoken.Get(name).Encode(lone));
            Assert.Equal(Readable(name).EncodeOrdinary(replaced), Readable(name).EncodeOrdinary(lone));
        }
    }

    [Fact]
    public void An_unknown_encoding_is_refused_with_the_known_ones() =>
        Assert.Contains("o200k_base", Assert.Throws<TokenizerException>(() => Tiktoken.Get("cl200k")).Message);

    private static void AssertEncodes(string encoding, string text, int[] ids)
    {
        var tokenizer = Tiktoken.Get(encoding);
        Assert.Equal(ids, Readable(encoding).EncodeOrdinary(text));
        Assert.Equal(ids, tokenizer.EncodeOrdinary(text));
        Assert.Equal(ids.Length, tokenizer.CountTokens(text, AllowedSpecial.None));
        Assert.Equal(Encoding.UTF8.GetBytes(text), tokenizer.DecodeBytes(ids));
        Assert.Equal(text, string.Concat(tokenizer.Split(text)));
    }

    private static ReadableEncoder Readable(string name) => new(Tiktoken.Get(name).Ranks, Tiktoken.Get(name).Pattern);

    /// <summary>A header of 256 numbers (magic, version, count), then 16 bits a token.</summary>
    private static string DataFileSha256(int[] ids)
    {
        var header = new int[256];
        (header[0], header[1], header[2]) = (20240520, 1, ids.Length);
        byte[] file = [.. header.SelectMany(BitConverter.GetBytes), .. ids.SelectMany(id => BitConverter.GetBytes((ushort)id))];
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
