using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>
/// Counts pieces; each is kept once, with how often it came and where it came first. Merging then costs what the different
/// pieces cost, of which a text has few: in 8 MB of code two million pieces are 50,000 different ones.
/// </summary>
internal sealed class PieceCounter
{
    private const int InitialSlots = 1 << 12;

    private Slot[] slots = new Slot[InitialSlots];
    private Piece[] pieces = new Piece[InitialSlots / 2];
    private byte[] bytes = new byte[1 << 16];
    private int bytesUsed;

    /// <summary>How many different pieces there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the different pieces have together.</summary>
    public long TotalLength => bytesUsed;

    /// <summary>The pieces in the order of their first places, whatever the order in which they were added.</summary>
    public Piece[] InOrder()
    {
        var sorted = pieces.AsSpan(0, Count).ToArray();
        Array.Sort(sorted, (a, b) => a.First.CompareTo(b.First));
        return sorted;
    }

    /// <summary>The bytes of a piece.</summary>
    public ReadOnlySpan<byte> BytesOf(in Piece piece) => bytes.AsSpan(piece.Start, piece.Length);

    /// <summary>Counts the pieces of a text.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <param name="pattern">How it is cut; null: it is one piece.</param>
    /// <param name="place">Where the text starts in the whole.</param>
    public void AddText(ReadOnlySpan<byte> utf8, SplitPattern? pattern, long place)
    {
        if (pattern is { } split)
        {
            var visitor = new Visitor(this, place);
            PieceWalk.Over(split, utf8, ref visitor);
        }
        else if (!utf8.IsEmpty)
        {
            byte[] padded = new byte[utf8.Length + ByteHash.MaxMedium];
            utf8.CopyTo(padded);
            Add(ref padded[0], utf8.Length, 1, place);
        }
    }

    /// <summary>Adds what another counter counted.</summary>
    public void Add(PieceCounter other)
    {
        foreach (ref readonly var piece in other.pieces.AsSpan(0, other.Count))
        {
            Add(ref other.bytes[piece.Start], piece.Length, piece.Count, piece.First);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ref byte piece, int length, long count, long first)
    {
        ulong hash = ByteHash.Of(ref piece, length);
        int at = (int)hash & (slots.Length - 1);
        for (; slots[at].Index is > 0 and int index; at = (at + 1) & (slots.Length - 1))
        {
            if (slots[at].Hash != (uint)(hash >> 32))
            {
                continue;
            }

            ref var known = ref pieces[index - 1];
            if (known.Length == length && MemoryMarshal.CreateReadOnlySpan(ref piece, length).SequenceEqual(BytesOf(known)))
            {
                known.Count += count;
                known.First = Math.Min(known.First, first);
                return;
            }
        }

        if (Count == pieces.Length)
        {
            Grow();
            Add(ref piece, length, count, first);
            return;
        }

        if (bytes.Length - bytesUsed < length + ByteHash.MaxMedium)
        {
            Array.Resize(ref bytes, checked((int)BitOperations.RoundUpToPowerOf2((uint)(bytesUsed + length + ByteHash.MaxMedium))));
        }

        MemoryMarshal.CreateReadOnlySpan(ref piece, length).CopyTo(bytes.AsSpan(bytesUsed));
        pieces[Count++] = new Piece { Start = bytesUsed, Length = length, Count = count, First = first };
        bytesUsed += length;
        slots[at] = new Slot { Hash = (uint)(hash >> 32), Index = Count };
    }

    private void Grow()
    {
        Array.Resize(ref pieces, 2 * pieces.Length);
        slots = new Slot[2 * slots.Length];
        for (int i = 0; i < Count; i++)
        {
            ulong hash = ByteHash.Of(ref bytes[pieces[i].Start], pieces[i].Length);
            int at = (int)hash & (slots.Length - 1);
            while (slots[at].Index > 0)
            {
                at = (at + 1) & (slots.Length - 1);
            }

            slots[at] = new Slot { Hash = (uint)(hash >> 32), Index = i + 1 };
        }
    }

    /// <summary>A piece.</summary>
    public struct Piece
    {
        /// <summary>How often it came.</summary>
        public long Count;

        /// <summary>Where it came first.</summary>
        public long First;

        /// <summary>Where its bytes are.</summary>
        public int Start;

        /// <summary>How many bytes it has.</summary>
        public int Length;
    }

    private struct Visitor(PieceCounter counter, long place) : IPieceVisitor
    {
        public void Visit(ref byte piece, int length)
        {
            counter.Add(ref piece, length, 1, place);
            place += length;
        }
    }

    private struct Slot
    {
        public uint Hash;

        /// <summary>The piece's number from 1 on; 0: the slot is free.</summary>
        public int Index;
    }
}
