using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>
/// Counts pieces; each is kept once, with how often it came and where it came first. Merging then costs what the different
/// pieces cost, of which a text has few: in 8 MB of code two million pieces are 50,000 different ones.
/// </summary>
internal sealed class PieceCounter : IPieceVisitor
{
    private const int InitialSlots = 1 << 12;

    private Slot[] slots = new Slot[InitialSlots];
    private Piece[] pieces = new Piece[InitialSlots / 2];
    private byte[] bytes = new byte[1 << 16];
    private int bytesUsed;
    private long position;

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

    /// <summary>Says where the next piece is.</summary>
    public void MoveTo(long newPosition) => position = newPosition;

    /// <inheritdoc/>
    public void Visit(ref byte piece, int length)
    {
        Add(ref piece, length, 1, position);
        position += length;
    }

    /// <summary>Counts a text that is one piece.</summary>
    public void AddWhole(ReadOnlySpan<byte> text)
    {
        byte[] padded = new byte[text.Length + ByteHash.MaxMedium];
        text.CopyTo(padded);
        Visit(ref padded[0], text.Length);
    }

    /// <summary>Adds what another counter counted.</summary>
    public void Add(PieceCounter other)
    {
        foreach (ref readonly var piece in other.pieces.AsSpan(0, other.Count))
        {
            Add(ref other.bytes[piece.Start], piece.Length, piece.Count, piece.First);
        }
    }

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

    private struct Slot
    {
        public uint Hash;

        /// <summary>The piece's number from 1 on; 0: the slot is free.</summary>
        public int Index;
    }
}
