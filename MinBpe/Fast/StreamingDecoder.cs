using System.Text;

namespace MinBpe;

/// <summary>
/// Turns tokens into text as they come: bytes in, characters out. A token may end inside a UTF-8 character; its first
/// bytes wait here for the rest. What is not UTF-8 comes out as U+FFFD.
/// </summary>
public sealed class StreamingDecoder
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The characters that these bytes complete; may be empty.</summary>
    public string Add(ReadOnlySpan<byte> token) => Decode(token, flush: false);

    /// <summary>What is left at the end: U+FFFD for a character that was never completed, else nothing. The decoder can then be used again.</summary>
    public string Flush() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> few = stackalloc char[256];
        int most = Encoding.UTF8.GetMaxCharCount(bytes.Length);
        Span<char> characters = most <= few.Length ? few : new char[most];
        return new string(characters[..decoder.GetChars(bytes, characters, flush)]);
    }
}
