using NanoGpt;

namespace Tests;

public class StopTextTests
{
    [Theory]
    [InlineData("", "abc|def", "abc|def|")]
    [InlineData("end", "a |e|n|d and", "a ||||")]
    [InlineData("end", "a e|nough", "a |enough|")]
    [InlineData("aab", "aa|ab|c", "|a|")]
    [InlineData("end", "the e|n", "the ||en")]
    [InlineData("x", "yxy", "y|")]
    public void It_lets_through_what_cannot_be_the_stop_text(string stop, string pieces, string expected)
    {
        var filter = new StopText(stop);
        var written = pieces.Split('|').TakeWhile(_ => !filter.HasCome).Select(filter.Add).ToList();
        Assert.Equal(expected, string.Join('|', [.. written, filter.Flush()]));
    }
}
