using System.Text;

namespace MinBpe;

/// <summary>A token as <c>show</c> and <c>compare</c> write it: its text, or its bytes where they are no whole characters.</summary>
public static class TokenDisplay
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>As in <c>lo</c>, or <c>\xf0\x9f</c>.</summary>
    public static string Text(byte[] token)
    {
        try
        {
            return Strict.GetString(token);
        }
        catch (DecoderFallbackException)
        {
            return string.Concat(token.Select(value => $"\\x{value:x2}"));
        }
    }

    /// <summary>In one line: control characters become \u and four digits.</summary>
    public static string OneLine(byte[] token) => TokenText.Render(Encoding.UTF8.GetBytes(Text(token)));
}
