using System.Text;
using MinBpe;

namespace Tests;

public class FastEncoderTests
{
    public static TheoryData<string> Names => [.. Vocabularies.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_token_that_is_one_piece_encodes_to_itself(string name)
    {
        var tokens = Vocabularies.Tokens(name);
        var splitter = new TextSplitter(Tiktoken.Get(name).Pattern);
        int whole = 0;
        for (int id = 0; id < tokens.Length; id++)
        {
            if (tokens[id] is { } token && System.Text.Unicode.Utf8.IsValid(token) && splitter.Split(token).Count == 1)
            {
                Assert.Equal([id], Vocabularies.Fast(name).Encode(token));
                whole++;
            }
        }

        Assert.True(whole > 49_000);
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("1")]
    [InlineData("😀")]
    [InlineData("ab")]
    [InlineData("中")]
    public void Long_pieces_are_merged_as_short_ones_are(string part)
    {
        // 63 bytes is where the merging changes; 600 is still possible for the plain way.
        foreach (int length in new[] { 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 62, 63, 64, 65, 127, 128, 129, 600 })
        {
            string text = string.Concat(Enumerable.Repeat(part, length));
            Assert.Equal(Vocabularies.Readable("cl100k_base").EncodeOrdinary(text), Vocabularies.Fast("cl100k_base").Encode(text));
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("1")]
    [InlineData("😀")]
    public void A_megabyte_of_one_character_is_no_trouble(string character)
    {
        string text = string.Concat(Enumerable.Repeat(character, 1_000_000 / Encoding.UTF8.GetByteCount(character)));
        var tokens = Vocabularies.Tokens("cl100k_base");
        int[] ids = Vocabularies.Fast("cl100k_base").Encode(text);
        Assert.Equal(text, Encoding.UTF8.GetString([.. ids.SelectMany(id => tokens[id]!)]));
    }

    [Fact]
    public void Random_bytes_count_as_text_with_replacements()
    {
        byte[] bytes = new byte[1_000_000];
        new Random(1).NextBytes(bytes);
        var encoder = Vocabularies.Fast("cl100k_base");
        Assert.Equal(encoder.Encode(Encoding.UTF8.GetString(bytes)), encoder.Encode(bytes));
    }

    [Fact]
    public void Counting_and_encoding_into_a_buffer_allocate_nothing()
    {
        var encoder = Vocabularies.Fast("cl100k_base");
        string text = string.Concat(Enumerable.Repeat("The quick brown fox's Überraschung: 世界 12345\n", 5_000)) + new string('a', 5_000);
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int[] ids = new int[utf8.Length];
        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            encoder.CountTokens(text);
            encoder.CountTokens(utf8);
            encoder.Encode(text, ids);
            encoder.Encode(utf8, ids);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated();
        Assert.Equal(0, Allocated());
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        var encoder = new FastEncoder(Vocabularies.Tokens("cl100k_base"), SplitPattern.Gpt4);
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => string.Concat(Enumerable.Range(0, 300).Select(j => $" wörd{i * j} x{j}y")))];
        int[][] alone = [.. texts.Select(text => Vocabularies.Fast("cl100k_base").Encode(text))];
        Parallel.For(0, texts.Length * 4, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(alone[i % texts.Length], encoder.Encode(texts[i % texts.Length])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Long_text_is_cut_where_pieces_end(string name)
    {
        // No text of this kind has a blank or a newline at every kilobyte, and some has none at all.
        var encoder = Vocabularies.Fast(name);
        string[] parts = ["word ", "世界。\n", "// x\n", "!\n/", "\n\n\n", " \n \n", "日本語テキスト", "a1b2"];
        foreach (string part in parts)
        {
            string text = string.Concat(Enumerable.Range(0, 1 + (1_500_000 / (part.Length + 3))).Select(i => part + (i % 1000)));
            int[] ids = encoder.Encode(Encoding.UTF8.GetBytes(text));
            Assert.Equal(ids, encoder.Encode(text));
            Assert.Equal(ids, encoder.EncodeParallel(text.AsMemory(), 2));
            Assert.Equal(ids, encoder.EncodeParallel(Encoding.UTF8.GetBytes(text), 2));
        }
    }

    [Fact]
    public void A_small_vocabulary_is_enough_if_it_has_all_bytes()
    {
        byte[][] tokens = [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value }), "aa"u8.ToArray(), "aab"u8.ToArray()];
        Assert.Equal([257, 256, 97, 99], new FastEncoder(tokens, SplitPattern.Gpt4).Encode("aabaaac"));
    }

    [Fact]
    public void A_vocabulary_that_cannot_work_is_refused()
    {
        byte[]?[] tokens = [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value })];
        Assert.Contains("0x41", Assert.Throws<ArgumentException>(() => new FastEncoder([.. tokens[..0x41], null, .. tokens[0x42..]], SplitPattern.Gpt4)).Message);
        Assert.Contains("Tokens 65 and 256", Assert.Throws<ArgumentException>(() => new FastEncoder([.. tokens, "A"u8.ToArray()], SplitPattern.Gpt4)).Message);
        Assert.Contains("Token 256", Assert.Throws<ArgumentException>(() => new FastEncoder([.. tokens, []], SplitPattern.Gpt4)).Message);
        byte[] longToken = Encoding.ASCII.GetBytes(new string('x', 40));
        Assert.Contains("Tokens 256 and 257", Assert.Throws<ArgumentException>(() => new FastEncoder([.. tokens, longToken, [.. longToken]], SplitPattern.Gpt4)).Message);
    }

    [Fact]
    public void Too_small_a_buffer_is_an_error_that_says_so()
    {
        var e = Assert.Throws<ArgumentException>(() => Vocabularies.Fast("cl100k_base").Encode("one two three", new int[2]));
        Assert.Contains("more tokens than the 2", e.Message);
    }
}
