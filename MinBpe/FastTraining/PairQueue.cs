using System.Runtime.CompilerServices;

namespace MinBpe;

/// <summary>Pairs by their promise: the most frequent first, and of equally frequent ones that with the smallest tie number. A binary heap.</summary>
internal sealed class PairQueue
{
    private Entry[] entries = new Entry[1 << 10];
    private int count;

    /// <summary>Adds a pair with what is known of it now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in Entry entry)
    {
        if (count == entries.Length)
        {
            Array.Resize(ref entries, 2 * count);
        }

        int child = count++;
        for (int parent; child > 0 && entry.IsBefore(entries[parent = (child - 1) / 2]); child = parent)
        {
            entries[child] = entries[parent];
        }

        entries[child] = entry;
    }

    /// <summary>Takes the best pair; false when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryTake(out Entry best)
    {
        if (count == 0)
        {
            best = default;
            return false;
        }

        best = entries[0];
        var last = entries[--count];
        int parent = 0;
        for (int child; (child = (2 * parent) + 1) < count; parent = child)
        {
            child += child + 1 < count && entries[child + 1].IsBefore(entries[child]) ? 1 : 0;
            if (!entries[child].IsBefore(last))
            {
                break;
            }

            entries[parent] = entries[child];
        }

        entries[parent] = last;
        return true;
    }

    /// <summary>What was known of a pair when it was added.</summary>
    /// <param name="Pair">Its number.</param>
    /// <param name="Count">How often it occurred.</param>
    /// <param name="Tie">Orders equally frequent pairs.</param>
    public readonly record struct Entry(int Pair, long Count, long Tie)
    {
        /// <summary>True if this pair merges before another.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool IsBefore(in Entry other) => Count != other.Count ? Count > other.Count : Tie < other.Tie;
    }
}
