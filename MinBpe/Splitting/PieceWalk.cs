using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>Takes pieces of text as they are found. A structure, so that the loop around it is compiled for it.</summary>
internal interface IPieceVisitor
{
    /// <summary>Takes a piece.</summary>
    /// <param name="piece">Its first byte; at least <see cref="Utf8Scan.Slack"/> bytes can be read.</param>
    /// <param name="length">Its length in bytes.</param>
    void Visit(ref byte piece, int length);
}

/// <summary>Goes through the pieces of a text.</summary>
internal static class PieceWalk
{
    /// <summary>Shows all pieces to a visitor, in order.</summary>
    /// <param name="pattern">How the text is cut.</param>
    /// <param name="utf8">Valid UTF-8. Nothing is read outside of it.</param>
    /// <param name="visitor">Takes the pieces.</param>
    public static void Over<TVisitor>(SplitPattern pattern, ReadOnlySpan<byte> utf8, ref TVisitor visitor)
        where TVisitor : IPieceVisitor, allows ref struct
    {
        switch (pattern)
        {
            case SplitPattern.Gpt2:
                Over<Gpt2Rule, TVisitor>(utf8, ref visitor);
                break;
            case SplitPattern.Gpt4:
                Over<Gpt4Rule, TVisitor>(utf8, ref visitor);
                break;
            default:
                Over<Gpt4oRule, TVisitor>(utf8, ref visitor);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Over<TRule, TVisitor>(ReadOnlySpan<byte> utf8, ref TVisitor visitor)
        where TRule : ISplitRule
        where TVisitor : IPieceVisitor, allows ref struct
    {
        int start = Over<TRule, TVisitor>(ref MemoryMarshal.GetReference(utf8), utf8.Length - Utf8Scan.Slack, utf8.Length, ref visitor);
        if (start < utf8.Length)
        {
            // The last pieces go to a place where the loads of full width stay inside.
            Span<byte> tail = stackalloc byte[2 * Utf8Scan.Slack];
            int length = utf8.Length - start;
            utf8[start..].CopyTo(tail);
            tail[length..].Clear();
            Over<TRule, TVisitor>(ref MemoryMarshal.GetReference(tail), length, length, ref visitor);
        }
    }

    /// <summary>Shows the pieces that start before <paramref name="stop"/>, and returns where the next one would.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Over<TRule, TVisitor>(ref byte text, int stop, int end, ref TVisitor visitor)
        where TRule : ISplitRule
        where TVisitor : IPieceVisitor, allows ref struct
    {
        int start = 0;
        while (start < stop)
        {
            int next = TRule.PieceEnd(ref text, start, end);
            visitor.Visit(ref Unsafe.Add(ref text, start), next - start);
            start = next;
        }

        return start;
    }
}
