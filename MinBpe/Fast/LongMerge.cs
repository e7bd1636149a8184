using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>
/// Merging of long pieces: parts are a linked list over the piece's bytes, and a heap knows the lowest rank, so that n bytes
/// take n log n steps. What the heap says of a pair that has changed since is recognised by its rank.
/// </summary>
internal sealed class LongMerge
{
    private const int None = TokenTable.None;

    private byte[] bytes = [];
    private Part[] parts = [];
    private ulong[] heap = [];
    private int heapCount;

    /// <summary>Merges a piece and returns its ids, which hold until the next call.</summary>
    public ReadOnlySpan<int> Merge(TokenTable table, ReadOnlySpan<byte> piece)
    {
        int length = piece.Length;
        if (parts.Length <= length)
        {
            bytes = new byte[length + 1 + (2 * sizeof(ulong))];
            parts = new Part[length + 1];
            heap = new ulong[3 * length];
        }

        piece.CopyTo(bytes);
        bytes.AsSpan(length).Clear();
        heapCount = 0;
        for (int i = 0; i < length; i++)
        {
            int union = i + 1 < length ? table.FindPair(MemoryMarshal.Read<ushort>(bytes.AsSpan(i))) : None;
            parts[i] = new Part { Before = i - 1, Next = i + 1, Id = table.Bytes[bytes[i]], Union = union };
            Push(union, i);
        }

        while (heapCount > 0)
        {
            ulong best = Pop();
            int at = (int)(uint)best, rank = (int)(best >> 32);
            if (parts[at].Union == rank)
            {
                MergeAt(table, at, rank, length);
            }
        }

        var ids = MemoryMarshal.Cast<ulong, int>(heap.AsSpan());
        int count = 0;
        for (int at = 0; at < length; at = parts[at].Next)
        {
            ids[count++] = parts[at].Id;
        }

        return ids[..count];
    }

    private void MergeAt(TokenTable table, int at, int rank, int length)
    {
        ref var part = ref parts[at];
        int merged = part.Next;
        parts[merged].Union = None;
        part.Id = rank;
        part.Next = parts[merged].Next;
        part.Union = None;
        if (part.Next < length)
        {
            parts[part.Next].Before = at;
            Refresh(table, at, parts[part.Next].Next);
        }

        if (part.Before >= 0)
        {
            Refresh(table, part.Before, part.Next);
        }
    }

    private void Refresh(TokenTable table, int at, int end)
    {
        parts[at].Union = table.Find(ref bytes[at], end - at);
        Push(parts[at].Union, at);
    }

    private void Push(int rank, int at)
    {
        if (rank == None)
        {
            return;
        }

        ulong entry = ((ulong)rank << 32) | (uint)at;
        int child = heapCount++;
        for (int parent; child > 0 && heap[parent = (child - 1) / 2] > entry; child = parent)
        {
            heap[child] = heap[parent];
        }

        heap[child] = entry;
    }

    private ulong Pop()
    {
        ulong top = heap[0], last = heap[--heapCount];
        int parent = 0;
        for (int child; (child = (2 * parent) + 1) < heapCount; parent = child)
        {
            child += child + 1 < heapCount && heap[child + 1] < heap[child] ? 1 : 0;
            if (heap[child] >= last)
            {
                break;
            }

            heap[parent] = heap[child];
        }

        heap[parent] = last;
        return top;
    }

    /// <summary>A part of the piece, at the place of its first byte.</summary>
    private struct Part
    {
        /// <summary>Where the part before starts.</summary>
        public int Before;

        /// <summary>Where the next part starts.</summary>
        public int Next;

        /// <summary>The part's token.</summary>
        public int Id;

        /// <summary>The token of this part and the next one together.</summary>
        public int Union;
    }
}
