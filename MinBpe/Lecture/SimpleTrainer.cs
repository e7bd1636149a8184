using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>
/// Byte pair encoding as the lecture trains it: count all pairs of neighbours, merge the most frequent one everywhere,
/// and again. One shortcut only: counts are not taken anew each time but corrected where a merge changes neighbours.
/// </summary>
internal sealed class SimpleTrainer
{
    private const int Boundary = -1; // stands between two pieces, and is in no pair

    private readonly Dictionary<long, int> counts = []; // by Key(left, right)
    private readonly int[] ids;
    private int length;

    /// <summary>Starts from the bytes of all pieces.</summary>
    public SimpleTrainer(IEnumerable<byte[]> pieces)
    {
        var all = new List<int>();
        foreach (byte[] piece in pieces)
        {
            all.AddRange(piece.Select(value => (int)value));
            all.Add(Boundary);
        }

        ids = [.. all];
        length = ids.Length;
        for (int i = 0; i + 1 < length; i++)
        {
            Count(ids[i], ids[i + 1], 1);
        }
    }

    /// <summary>Finds merges until the vocabulary is large enough.</summary>
    /// <param name="vocabularySize">256 bytes and as many merges as are wanted.</param>
    /// <param name="ties">Who goes first among equals.</param>
    /// <param name="onMerge">Hears of every merge: the pair, its id, and how often it occurred.</param>
    /// <exception cref="TokenizerException">The text is too short for so many merges.</exception>
    public MergeTable Train(int vocabularySize, TieRule ties, Action<(int Left, int Right), int, int>? onMerge)
    {
        var merges = new MergeTable();
        while (merges.NextId < vocabularySize)
        {
            int most = counts.Count == 0 ? 0 : counts.Values.Max();
            if (most == 0)
            {
                throw new TokenizerException($"The text is too short for a vocabulary of {vocabularySize}: after {merges.NextId - 256} merges no pair is left. Use more text, or at most {merges.NextId}.");
            }

            var pair = ties == TieRule.FirstOccurrence ? FirstWith(most) : SmallestWith(most);
            onMerge?.Invoke(pair, merges.NextId, most);
            Merge(pair, merges.NextId);
            merges.Add(pair);
        }

        return merges;
    }

    private (int Left, int Right) FirstWith(int count)
    {
        int at = 0;
        while (counts.GetValueOrDefault(Key(ids[at], ids[at + 1])) != count)
        {
            at++;
        }

        return (ids[at], ids[at + 1]);
    }

    private (int Left, int Right) SmallestWith(int count)
    {
        long key = counts.Where(entry => entry.Value == count).Min(entry => entry.Key);
        return ((int)(key >> 32), (int)key);
    }

    private void Merge((int Left, int Right) pair, int id)
    {
        int written = 0;
        for (int i = 0; i < length; i++)
        {
            if (ids[i] != pair.Left || i + 1 == length || ids[i + 1] != pair.Right)
            {
                ids[written++] = ids[i];
                continue;
            }

            Count(pair.Left, pair.Right, -1);
            if (written > 0)
            {
                Count(ids[written - 1], pair.Left, -1);
                Count(ids[written - 1], id, 1);
            }

            if (i + 2 < length)
            {
                Count(pair.Right, ids[i + 2], -1);
                Count(id, ids[i + 2], 1);
            }

            ids[written++] = id;
            i++; // the right one is used up
        }

        length = written;
    }

    private void Count(int left, int right, int change)
    {
        if (left == Boundary || right == Boundary)
        {
            return;
        }

        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, Key(left, right), out _);
        count += change;
        if (count == 0)
        {
            counts.Remove(Key(left, right)); // keeps the search for the most frequent pair short
        }
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
