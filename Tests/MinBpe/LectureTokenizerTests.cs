using MinBpe;

namespace Tests;

/// <summary>What minbpe's own tests ask for, and what the lecture says of special tokens.</summary>
public sealed class LectureTokenizerTests : IDisposable
{
    private const string Exercise = "hello world!!!? (안녕하세요!) lol123 😉";

    private const string Documents =
        "<|endoftext|>Hello world this is one document\n<|endoftext|>And this is another document\n<|endoftext|><|fim_prefix|>And this one has<|fim_suffix|> tokens.<|fim_middle|> FIM\n<|endoftext|>Last document!!! 👋<|endofprompt|>";

    private const string Animals =
        "<|endoftext|>An alpaca (Lama pacos) is smaller than a llama (Lama glama, /ˈlɑːmə/) and is kept for its wool.\n"
        + "Alpacas live in herds in the Andes, 3,500 to 5,000 metres (11,000–16,000 feet) above the sea, and hum.\n"
        + "<|fim_prefix|>Llamas carry a third of their weight,<|fim_suffix|> alpacas carry nothing.<|fim_middle|> for miles;<|endofprompt|>";

    private static readonly (string, int)[] Special =
        [("<|endoftext|>", 100257), ("<|fim_prefix|>", 100258), ("<|fim_middle|>", 100259), ("<|fim_suffix|>", 100260), ("<|endofprompt|>", 100276)];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Texts => ["", "?", Exercise, "\n\n  indented\n", "\t\r\n", "🤗🤗 𝕳𝖊𝖑𝖑𝖔 𠝵"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Texts))]
    public void Decoding_undoes_encoding(string text)
    {
        foreach (Tokenizer tokenizer in new Tokenizer[] { new BasicTokenizer(), new RegexTokenizer(), new Gpt4Tokenizer(), Trained() })
        {
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Gpt4Tokenizer_equals_tiktoken(string text) => Assert.Equal(Tiktoken.Get("cl100k_base").Encode(text), new Gpt4Tokenizer().Encode(text));

    [DataFact(TokenVectors.TaylorSwift)]
    public void Gpt4Tokenizer_equals_tiktoken_on_the_lectures_text()
    {
        int[] ids = new Gpt4Tokenizer().Encode(TokenVectors.Text(TokenVectors.TaylorSwift));
        Assert.Equal(49_298, ids.Length);
        Assert.Equal("18ab55028c3239927d87f51d132650913e8923c8af23c680b5994f5ba7137d0d", TokenVectors.Sha256(ids));
    }

    [DataFact(TokenVectors.Fuzz)]
    public void Gpt4Tokenizer_equals_tiktoken_on_hostile_strings()
    {
        var tokenizer = new Gpt4Tokenizer();
        foreach (var (text, ids) in TokenVectors.FuzzLines("cl100k_base"))
        {
            Assert.Equal(ids, tokenizer.Encode(text));
        }
    }

    [Fact]
    public void The_readmes_of_minbpe_print_these_ids()
    {
        var gpt4 = new Gpt4Tokenizer();
        Assert.Equal([15339, 4513, 12340, 30, 320, 31495, 230, 75265, 243, 92245, 16715, 57037], gpt4.Encode("hello123!!!? (안녕하세요!) 😉"));
        Assert.Equal([100257, 15339, 1917], gpt4.Encode("<|endoftext|>hello world", AllowedSpecial.All));
        Assert.Equal(27, gpt4.Encode("<|endoftext|>hello world", AllowedSpecial.None)[0]); // '<', as tiktoken's cl100k_base has it
    }

    [Theory]
    [InlineData(TieRule.FirstOccurrence)]
    [InlineData(TieRule.SmallerPair)]
    public void Wikipedias_example_compresses_to_five_tokens(TieRule ties)
    {
        foreach (TrainableTokenizer tokenizer in new TrainableTokenizer[] { new BasicTokenizer(), new RegexTokenizer() })
        {
            tokenizer.Train("aaabdaaabac", 256 + 3, ties);
            Assert.Equal([258, 100, 258, 97, 99], tokenizer.Encode("aaabdaaabac"));
        }
    }

    [Theory]
    [InlineData(TieRule.FirstOccurrence, 'd', 'c')]
    [InlineData(TieRule.SmallerPair, 'a', 'b')]
    public void Ties_go_to_the_first_pair_of_the_text_or_to_the_smaller_one(TieRule ties, char left, char right)
    {
        var tokenizer = new BasicTokenizer();
        tokenizer.Train("dcxab", 257, ties);
        Assert.Equal((left, right), tokenizer.Merges[0]);
    }

    [Fact]
    public void Overlapping_pairs_are_counted_and_merged_as_the_original_does()
    {
        // aaaaa: (a,a) occurs four times, merging from the left gives XXa; then (X,X) and (X,a) once each.
        var tokenizer = new BasicTokenizer();
        var counts = new List<int>();
        tokenizer.Train("aaaaa", 258, onMerge: (_, _, count) => counts.Add(count));
        Assert.Equal([4, 1], counts);
        Assert.Equal([(97, 97), (256, 256)], tokenizer.Merges);
        Assert.Equal([257, 97], tokenizer.Encode("aaaaa"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_saved_tokenizer_comes_back_whole(bool special)
    {
        var tokenizer = Trained();
        if (special)
        {
            tokenizer.RegisterSpecialTokens(Special);
        }

        int[] ids = tokenizer.Encode(Animals, AllowedSpecial.All);
        Assert.Equal(special, ids.Contains(100257));
        tokenizer.Save(folder.File("saved"));
        var loaded = new RegexTokenizer();
        loaded.Load(folder.File("saved.model"));
        Assert.Equal(ids, loaded.Encode(Animals, AllowedSpecial.All));
        Assert.Equal(Animals, loaded.Decode(ids));
        Assert.Equal(tokenizer.Merges, loaded.Merges);
        byte[] before = File.ReadAllBytes(folder.File("saved.model"));
        loaded.Save(folder.File("again"));
        Assert.Equal(before, File.ReadAllBytes(folder.File("again.model")));

        // As in the original, only a loaded vocabulary lists special tokens.
        Assert.DoesNotContain("endoftext", File.ReadAllText(folder.File("saved.vocab")));
        Assert.Equal(special, File.ReadAllText(folder.File("again.vocab")).EndsWith("[<|endofprompt|>] 100276\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pattern_and_special_tokens_with_blanks_survive()
    {
        var tokenizer = new RegexTokenizer(@" ?\w+| ");
        tokenizer.Train("one two one two", 258);
        tokenizer.RegisterSpecialTokens(("<| end of text |>", 300), ("two words", 301));
        tokenizer.Save(folder.File("blanks"));
        var loaded = new RegexTokenizer();
        loaded.Load(folder.File("blanks.model"));
        Assert.Equal(@" ?\w+| ", loaded.Pattern);
        Assert.Equal(tokenizer.SpecialTokens, loaded.SpecialTokens);
    }

    [Fact]
    public void Allowed_special_is_all_or_none_or_a_set_and_else_refuses()
    {
        var tokenizer = new Gpt4Tokenizer();
        int[] plain = tokenizer.Encode(Documents, AllowedSpecial.None);
        Assert.DoesNotContain(plain, id => id >= 100257);
        Assert.Equal(Documents, tokenizer.Decode(plain));
        Assert.Equal(plain, new ReadableEncoder(Tiktoken.Get("cl100k_base").Ranks, SplitPattern.Gpt4).EncodeOrdinary(Documents));

        int[] some = tokenizer.Encode(Documents, AllowedSpecial.Only("<|endoftext|>"));
        Assert.Equal([100257], some.Where(id => id >= 100257).Distinct());
        Assert.Equal(Documents, tokenizer.Decode(some));

        string message = Assert.Throws<TokenizerException>(() => tokenizer.Encode("ab" + Documents)).Message;
        Assert.Contains("<|endoftext|> at character 2", message);
        Assert.Contains("--allowed-special", message);
        Assert.Equal(message, Assert.Throws<TokenizerException>(() => tokenizer.Encode("ab" + Documents, AllowedSpecial.NoneRaise)).Message);
        Assert.Contains("'<|eot|>'", Assert.Throws<TokenizerException>(() => tokenizer.Encode("a", AllowedSpecial.Only("<|eot|>"))).Message);
    }

    [Fact]
    public void Of_special_tokens_that_begin_alike_the_first_registered_counts()
    {
        var tokenizer = new BasicTokenizer();
        tokenizer.RegisterSpecialTokens(("<a>", 300), ("<a><b>", 301));
        Assert.Equal([300, '<', 'b', '>'], tokenizer.Encode("<a><b>", AllowedSpecial.All));
        tokenizer.RegisterSpecialTokens(("<a><b>", 301), ("<a>", 300));
        Assert.Equal([301, 300], tokenizer.Encode("<a><b><a>", AllowedSpecial.All));
    }

    [Fact]
    public void Bytes_that_are_no_text_decode_to_the_replacement_character() =>
        Assert.Equal("\ufffd\ufffda", new BasicTokenizer().Decode([0xf0, 0x9f, 0xff, 'a'])); // as Python's errors="replace"

    [Fact]
    public void Gpt4Tokenizer_is_not_trained_again() => Assert.Throws<NotSupportedException>(() => new Gpt4Tokenizer().Train("text", 300));

    [Fact]
    public void Gpt4Tokenizer_lists_its_vocabulary()
    {
        new Gpt4Tokenizer().SaveVocab(folder.File("gpt4.vocab"));
        string[] lines = File.ReadAllLines(folder.File("gpt4.vocab"));
        Assert.Equal(100_256, lines.Length);
        Assert.Equal("[!] 0", lines[0]);
        Assert.Equal("[ ][ ] -> [  ] 256", lines[256]);
        Assert.EndsWith(" 100255", lines[^1]);
    }

    private static RegexTokenizer Trained()
    {
        var tokenizer = new RegexTokenizer();
        tokenizer.Train(Animals, 256 + 64);
        return tokenizer;
    }
}
