using MinBpe;

namespace Tests;

/// <summary>The readable way to cut: Python's patterns mean the same here, for characters beyond the first plane too.</summary>
public class RegexSplitterTests
{
    [Theory]
    [InlineData(@"a++", @"(?>a+)")]
    [InlineData(@"[^\r\n]?+\p{L}++", @"(?>[^\r\n]?)(?>\p{L}+)")]
    [InlineData(@"\p{N}{1,3}+|\s++$", @"(?>\p{N}{1,3})|(?>\s+)$")]
    [InlineData(@"(?:ab|c)*+d", @"(?>(?:ab|c)*)d")]
    [InlineData(@"a+?b|\++", @"a+?b|\++")]
    [InlineData(@"'(?i:[sdmt]|ll)|s", @"'(?i:[sSſdmt]|ll)|s")]
    [InlineData(@"(?i:'s)?", @"(?i:'[sSſ])?")]
    [InlineData(@"\s+(?!\S)", @"\s+(?!\S)")]
    public void Pythons_patterns_are_rewritten_for_dot_net(string python, string dotNet) => Assert.Equal(dotNet, PythonPattern.ToDotNet(python));

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("[\\")]
    [InlineData("a{")]
    [InlineData("\\")]
    [InlineData("\\p{")]
    [InlineData("\\p{Nonsense}")]
    [InlineData(")")]
    [InlineData("*+")]
    public void What_is_no_pattern_is_refused_or_taken_as_text(string pattern)
    {
        try
        {
            Assert.Equal("abc", string.Concat(new RegexSplitter(pattern).Split("abc")));
        }
        catch (TokenizerException e)
        {
            Assert.Contains("not a regular expression", e.Message);
        }
    }

    [Theory]
    [InlineData("I'll you've'S it'ſ", "I|'ll| you|'ve|'S| it|'ſ")]
    [InlineData("12345 6", "123|45| |6")]
    [InlineData("𝕳𝖊𝖑𝖑𝖔 𝟏𝟐𝟑𝟒", "𝕳𝖊𝖑𝖑𝖔| |𝟏𝟐𝟑|𝟒")] // letters and digits beyond the first plane
    [InlineData("a😉b", "a|😉b")]
    [InlineData("a  \n\n  b", "a|  \n\n| | b")]
    public void GPT_4s_pattern_cuts_as_it_should(string text, string pieces) =>
        Assert.Equal(pieces.Split('|'), new RegexSplitter(SplitPatterns.Gpt4).Split(text).Select(piece => piece.ToString()));

    [Fact]
    public void A_lone_surrogate_is_cut_like_the_replacement_character() =>
        Assert.Equal(["x", "\ud800y"], new RegexSplitter(SplitPatterns.Gpt4).Split("x\ud800y").Select(piece => piece.ToString()));

    [Fact]
    public void The_lectures_patterns_and_tiktokens_cut_alike()
    {
        string text = "I'll be THERE'S 1234567  \n\n don't\u2028 naïve 𝕳𝖊𝖑𝖑𝖔'ſ ǅ// {x};\r\n\t\t end\n";
        foreach (var pattern in Enum.GetValues<SplitPattern>())
        {
            Assert.Equal(
                new RegexSplitter(pattern).Split(text).Select(piece => piece.ToString()),
                new RegexSplitter(SplitPatterns.Text(pattern)).Split(text).Select(piece => piece.ToString()));
        }
    }

    [Fact]
    public void Text_that_the_pattern_leaves_out_is_kept() =>
        Assert.Equal(["a", "--", "b", "-"], new RegexSplitter("[a-z]").Split("a--b-").Select(piece => piece.ToString()));
}
