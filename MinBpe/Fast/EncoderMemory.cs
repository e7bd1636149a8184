using System.Text.Unicode;

namespace MinBpe;

/// <summary>What one call of the encoder works with. Calls on several threads have one each and share nothing but the vocabulary.</summary>
internal sealed class EncoderMemory
{
    private byte[] utf8 = [];

    /// <summary>Words that were merged before.</summary>
    public PieceCache Cache { get; } = new();

    /// <summary>For pieces of more than <see cref="ShortMerge.MaxLength"/> bytes.</summary>
    public LongMerge LongMerge { get; } = new();

    /// <summary>Room for the ids of a short piece.</summary>
    public int[] Ids { get; } = new int[ShortMerge.MaxLength + 1];

    /// <summary>Text as UTF-8, a lone surrogate being U+FFFD. Holds until the next call.</summary>
    public ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<char> text)
    {
        const int MostBytesPerUnit = 3;
        if (utf8.Length < text.Length * MostBytesPerUnit)
        {
            utf8 = new byte[Math.Max(text.Length * MostBytesPerUnit, FastEncoder.BlockLength * MostBytesPerUnit)];
        }

        Utf8.FromUtf16(text, utf8, out _, out int length);
        return utf8.AsSpan(0, length);
    }
}
