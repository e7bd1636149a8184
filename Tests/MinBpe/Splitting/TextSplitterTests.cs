using System.Text;
using MinBpe;

namespace Tests;

public class TextSplitterTests
{
    [Theory]
    [InlineData(SplitPattern.Gpt2, "Hello world's  end 2024!?\n\n x", "Hello| world|'s| | end| 2024|!?|\n\n| x")]
    [InlineData(SplitPattern.Gpt2, "WE'LL we'll", "WE|'|LL| we|'ll")]
    [InlineData(SplitPattern.Gpt4, "Hello world'S  end 2024!?\n\n x", "Hello| world|'S| | end| |202|4|!?\n\n| x")]
    [InlineData(SplitPattern.Gpt4, "it'\u017F \t\n  if(x)", "it|'\u017F| \t\n| | if|(x|)")]
    [InlineData(SplitPattern.Gpt4, "\U0001D573\U0001D574 \U0001D7CF\U0001D7D0\U0001D7D1\U0001D7D2", "\U0001D573\U0001D574| |\U0001D7CF\U0001D7D0\U0001D7D1|\U0001D7D2")]
    [InlineData(SplitPattern.Gpt4o, "camelCase HTMLPage don't 日本ABC /\n//", "camel|Case| HTMLPage| don't| 日本|ABC| /\n//")]
    [InlineData(SplitPattern.Gpt4o, "\u0308ABC x\u0308Y", "\u0308|ABC| x\u0308|Y")]
    public void Text_is_cut_as_the_pattern_says(SplitPattern pattern, string text, string expected)
    {
        Assert.Equal(expected.Split('|'), new TextSplitter(pattern).Split(text));
        Assert.Equal(expected.Split('|'), Oracle(pattern, text));
    }

    [Theory]
    [AllPatterns]
    public void Every_character_is_classed_as_the_regex_classes_it(SplitPattern pattern)
    {
        // Each character between others of all kinds: 1.1 million of them in the same few surroundings.
        var text = new StringBuilder();
        for (int code = 0; code <= 0x10FFFF; code++)
        {
            string character = code is >= 0xD800 and < 0xE000 ? ((char)code).ToString() : char.ConvertFromUtf32(code);
            text.Append('a').Append(character).Append("B1").Append(character).Append(character).Append(" \n ").Append(character).Append(". ").Append(character);
            if ((code & 0xFFF) == 0xFFF)
            {
                Assert.Equal(Oracle(pattern, text.ToString()), new TextSplitter(pattern).Split(text.ToString()));
                text.Clear();
            }
        }
    }

    [Theory]
    [AllPatterns]
    public void Runs_of_every_length_end_where_they_should(SplitPattern pattern)
    {
        // Around 32, where the wide loads end, and near the text's end, where there are none.
        string[] kinds = ["a", "A", "é", "中", " ", "\n", "\r\n", "1", ".", "/", "'", "\u0308", "\u3000", "😀"];
        foreach (string kind in kinds)
        {
            foreach (int length in Enumerable.Range(1, 70).Append(200))
            {
                foreach (string tail in kinds)
                {
                    string text = string.Concat(Enumerable.Repeat(kind, length)) + tail;
                    Assert.Equal(Oracle(pattern, text), new TextSplitter(pattern).Split(text));
                    text = "b " + text + new string('x', 100);
                    Assert.Equal(Oracle(pattern, text), new TextSplitter(pattern).Split(text));
                }
            }
        }
    }

    [Fact]
    public void The_ends_in_UTF8_are_those_of_the_pieces()
    {
        const string text = "Grüße, 世界 😀!";
        int end = 0;
        var ends = new TextSplitter(SplitPattern.Gpt4).Split(text).Select(piece => end += Encoding.UTF8.GetByteCount(piece)).ToList();
        Assert.Equal(ends, new TextSplitter(SplitPattern.Gpt4).Split(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => new TextSplitter(SplitPattern.Gpt4).Split([(byte)'a', 0xC3]));
        Assert.Contains("not UTF-8", e.Message);
    }

    /// <summary>The regex over a text whose characters beyond the first plane have stand-ins of the same category within it.</summary>
    private static IEnumerable<string> Oracle(SplitPattern pattern, string text) => new RegexSplitter(pattern).Split(text).Select(piece => piece.ToString());
}

/// <summary>All split patterns, one after another.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllPatternsAttribute : Xunit.Sdk.DataAttribute
{
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
        Enum.GetValues<SplitPattern>().Select(pattern => new object[] { pattern });
}
