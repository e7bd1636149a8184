using System.Text;

namespace MinBpe;

/// <summary>
/// How GPT-2's files, and Hugging Face's after them, write bytes as letters that print: bytes that print in Latin-1 stand for
/// themselves, the other 68 are U+0100, U+0101, ... in order, so that a blank is <c>Ġ</c>. Source: GPT-2's encoder.py.
/// </summary>
internal static class ByteLevel
{
    private static readonly char[] Letters = MakeLetters();
    private static readonly Dictionary<char, byte> ByteOf = Letters.Select((letter, value) => (letter, value)).ToDictionary(pair => pair.letter, pair => (byte)pair.value);

    /// <summary>Bytes as letters.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte value in bytes)
        {
            text.Append(Letters[value]);
        }

        return text.ToString();
    }

    /// <summary>Letters as bytes; null where one stands for no byte.</summary>
    public static byte[]? Bytes(string text)
    {
        var bytes = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (!ByteOf.TryGetValue(text[i], out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    private static char[] MakeLetters()
    {
        var letters = new char[256];
        int others = 0;
        for (int value = 0; value < 256; value++)
        {
            bool prints = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            letters[value] = prints ? (char)value : (char)(256 + others++);
        }

        return letters;
    }
}
