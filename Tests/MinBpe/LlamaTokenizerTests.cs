using System.Text;
using MinBpe;

namespace Tests;

/// <summary>Llama's tokenizer: llama2.c's rules on a vocabulary worked out by hand, and on the one of stories260K.</summary>
public class LlamaTokenizerTests
{
    private const string Stories = "llama2c/tok512.bin";
    private const string Story = "llama2c/expected_t0_n200.txt";

    // Ids from 259 on: " "=259, a=260, b=261, c=262, ab=263 (-1), bc=264 (-0.5), " a"=265 (-3), abc=266 (-2), é=267.
    private static readonly LlamaTokenizer Small = Make((" ", -10), ("a", -10), ("b", -10), ("c", -10), ("ab", -1), ("bc", -0.5f), (" a", -3), ("abc", -2), ("é", -10));

    [Theory]
    [InlineData("", new[] { 1 })] // the empty text gets no blank in front
    [InlineData("a", new[] { 1, 265 })]
    [InlineData("b", new[] { 1, 259, 261 })]
    [InlineData("ab", new[] { 1, 259, 263 })] // ab before " a": its score is higher
    [InlineData("abc", new[] { 1, 259, 266 })] // bc first, then a + bc
    [InlineData("abab", new[] { 1, 259, 263, 263 })]
    [InlineData("a a", new[] { 1, 265, 265 })]
    [InlineData("é", new[] { 1, 259, 267 })]
    [InlineData("ü", new[] { 1, 259, 3 + 0xc3, 3 + 0xbc })] // no token: its bytes
    [InlineData("\n", new[] { 1, 259, 3 + '\n' })]
    [InlineData("a\ufffd", new[] { 1, 265, 3 + 0xef, 3 + 0xbf, 3 + 0xbd })]
    public void Texts_encode_as_worked_out_by_hand(string text, int[] ids) => Assert.Equal(ids, Small.Encode(text));

    [Fact]
    public void A_lone_surrogate_counts_as_the_replacement_character() => Assert.Equal(Small.Encode("a\ufffd"), Small.Encode("a\ud800"));

    [Fact]
    public void Among_equal_scores_the_leftmost_merges_first()
    {
        // aaa: (a,a) at both places; the left one goes first.
        var tokenizer = Make((" ", -10), ("a", -10), ("aa", -1));
        Assert.Equal([1, 259, 261, 260], tokenizer.Encode("aaa"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" a")]
    [InlineData("  ab\r\n\tü 😉 \0")]
    [InlineData("")]
    public void Decoding_takes_the_blank_in_front_away_again(string text)
    {
        int[] ids = Small.Encode(text);
        Assert.Equal(text, Small.Decode(ids));
        Assert.Equal(text, Small.Decode(ids.AsSpan(1))); // without the begin of text as well
        Assert.Equal(text, Small.Decode([.. ids, 2])); // and with an end
    }

    [Fact]
    public void The_explanation_names_scores() =>
        Assert.Equal(["'b' + 'c' (score -0.5)", "'a' + 'bc' (score -2)"], Small.Explain("abc").Select(step => step.ToString()));

    [Fact]
    public void Unknown_ids_are_refused() => Assert.Contains("Id 268 at position 1", Assert.Throws<TokenizerException>(() => Small.Decode([1, 268])).Message);

    [DataFact(Stories, Story)]
    public void The_stories_vocabulary_round_trips_and_merges_as_the_plain_loop_does()
    {
        var tokenizer = Assert.IsType<LlamaTokenizer>(TokenizerFile.Open(TestData.File(Stories)));
        Assert.Equal(512, tokenizer.VocabularySize);
        foreach (string text in new[] { TokenVectors.Text(Story), "Héllo 안녕 😉\n\n  x", "Lily's mom said, \"Lily\"" })
        {
            int[] ids = tokenizer.Encode(text);
            Assert.Equal(text, tokenizer.Decode(ids));
            Assert.Equal(PlainLoop(tokenizer, text), ids.Skip(1));
        }
    }

    [DataFact(Stories)]
    public void A_long_text_without_cuts_is_encoded_in_time()
    {
        var tokenizer = TokenizerFile.Open(TestData.File(Stories));
        string text = string.Concat(Enumerable.Repeat("the ", 100_000));
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    /// <summary>run.c's way: look at all pairs, merge the best, again. Scores of stories260K fall with the id.</summary>
    private static int[] PlainLoop(LlamaTokenizer tokenizer, string text)
    {
        var known = Enumerable.Range(259, 512 - 259).ToDictionary(id => Encoding.UTF8.GetString(tokenizer.TokenBytes(id)!));
        var tokens = new List<int>();
        foreach (var character in (" " + text).EnumerateRunes())
        {
            tokens.AddRange(known.TryGetValue(character.ToString(), out int id) ? [id] : Encoding.UTF8.GetBytes(character.ToString()).Select(value => 3 + value));
        }

        while (true)
        {
            int best = -1, bestId = int.MaxValue;
            for (int i = 0; i + 1 < tokens.Count; i++)
            {
                bool bytes = tokens[i] < 259 || tokens[i + 1] < 259;
                if (!bytes && known.TryGetValue(Text(i) + Text(i + 1), out int id) && id < bestId)
                {
                    (best, bestId) = (i, id);
                }
            }

            if (best < 0)
            {
                return [.. tokens];
            }

            tokens[best] = bestId;
            tokens.RemoveAt(best + 1);
        }

        string Text(int i) => Encoding.UTF8.GetString(tokenizer.TokenBytes(tokens[i])!);
    }

    private static LlamaTokenizer Make(params (string Text, float Score)[] words)
    {
        var bytes = Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f));
        (string Text, float Score)[] all = [("<unk>", 0), ("\n<s>\n", 0), ("\n</s>\n", 0), .. bytes, .. words];
        return new LlamaTokenizer("small", [.. all.Select(token => Encoding.UTF8.GetBytes(token.Text))], [.. all.Select(token => token.Score)]);
    }
}
