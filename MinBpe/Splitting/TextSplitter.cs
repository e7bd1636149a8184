using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace MinBpe;

/// <summary>
/// Cuts text into pieces as a <see cref="SplitPattern"/> says, exactly as tiktoken's regex does: by code points, on every text.
/// .NET's own regex sees halves of the characters beyond the first plane and takes them for punctuation.
/// </summary>
/// <param name="pattern">The pattern.</param>
public sealed class TextSplitter(SplitPattern pattern)
{
    /// <summary>The pattern.</summary>
    public SplitPattern Pattern => pattern;

    /// <summary>The pieces of a text, in order; together they are the text. A lone surrogate counts as U+FFFD, but stays what it is.</summary>
    public List<string> Split(string text)
    {
        var visitor = new Utf16Pieces(text);
        PieceWalk.Over(pattern, Encoding.UTF8.GetBytes(text), ref visitor);
        return visitor.Pieces;
    }

    /// <summary>The ends of the pieces of a text in UTF-8, in bytes.</summary>
    /// <exception cref="ArgumentException">The bytes are not UTF-8.</exception>
    public List<int> Split(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new ArgumentException("The bytes are not UTF-8. Decode them first, with replacements for what is not.", nameof(utf8));
        }

        var visitor = new Ends([]);
        PieceWalk.Over(pattern, utf8, ref visitor);
        return visitor.Found;
    }

    private struct Ends(List<int> found) : IPieceVisitor
    {
        private int end;

        public readonly List<int> Found => found;

        public void Visit(ref byte piece, int length)
        {
            end += length;
            found.Add(end);
        }
    }

    /// <summary>Finds the pieces again in UTF-16: one unit for each character of up to three bytes, U+FFFD for a lone surrogate included, two for four.</summary>
    private struct Utf16Pieces(string text) : IPieceVisitor
    {
        private int start;

        public readonly List<string> Pieces { get; } = [];

        public void Visit(ref byte piece, int length)
        {
            int units = 0;
            foreach (byte b in MemoryMarshal.CreateReadOnlySpan(ref piece, length))
            {
                units += b < 0x80 ? 1 : b < 0xC0 ? 0 : b < 0xF0 ? 1 : 2;
            }

            Pieces.Add(text.Substring(start, units));
            start += units;
        }
    }
}
