using System.Text;
using MinBpe;

namespace Tests;

public class StreamingDecoderTests
{
    [Fact]
    public void A_character_appears_when_its_last_byte_has_come()
    {
        var decoder = new StreamingDecoder();
        byte[] emoji = Encoding.UTF8.GetBytes("😀");
        Assert.Equal("a", decoder.Add([(byte)'a', emoji[0]]));
        Assert.Equal("", decoder.Add(emoji.AsSpan(1, 2)));
        Assert.Equal("😀b", decoder.Add([emoji[3], (byte)'b']));
        Assert.Equal("", decoder.Flush());
    }

    [Fact]
    public void What_never_became_a_character_is_one_replacement()
    {
        var decoder = new StreamingDecoder();
        Assert.Equal("x", decoder.Add([(byte)'x', 0xE4, 0xB8]));
        Assert.Equal("\uFFFD", decoder.Flush());
        Assert.Equal("y", decoder.Add("y"u8));
        Assert.Equal("\uFFFD!", decoder.Add([0xFF, (byte)'!']));
    }
}
