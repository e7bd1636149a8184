using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>The merges of a trained tokenizer, in the order in which they were found: the i-th makes token 256 + i.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<(int Left, int Right), int> ids = [];
    private readonly List<(int Left, int Right)> pairs = [];

    /// <summary>Merges in order.</summary>
    public IReadOnlyList<(int Left, int Right)> Pairs => pairs;

    /// <summary>The id that the next merge makes.</summary>
    public int NextId => 256 + pairs.Count;

    /// <summary>Adds a merge; false where this pair is there already.</summary>
    public bool Add((int Left, int Right) pair)
    {
        if (!ids.TryAdd(pair, NextId))
        {
            return false;
        }

        pairs.Add(pair);
        return true;
    }

    /// <summary>
    /// Merges until nothing more can be: always the pair that was found first in training, everywhere. Its id is the lowest
    /// of all, and what it makes can only take part in later merges, so the text goes through training's steps again.
    /// </summary>
    /// <param name="tokens">The bytes of a piece; its tokens afterwards.</param>
    /// <param name="onMerge">Hears of every merge, before it is made.</param>
    public void Apply(List<int> tokens, Action<(int Left, int Right), int>? onMerge = null)
    {
        while (tokens.Count >= 2)
        {
            var best = (Left: -1, Right: -1);
            int bestId = int.MaxValue;
            for (int i = 0; i + 1 < tokens.Count; i++)
            {
                if (ids.TryGetValue((tokens[i], tokens[i + 1]), out int id) && id < bestId)
                {
                    (best, bestId) = ((tokens[i], tokens[i + 1]), id);
                }
            }

            if (bestId == int.MaxValue)
            {
                return;
            }

            onMerge?.Invoke(best, bestId);
            Replace(tokens, best, bestId);
        }
    }

    /// <summary>Replaces every occurrence of a pair, from left to right: of <c>aaa</c> the first two.</summary>
    public static void Replace(List<int> tokens, (int Left, int Right) pair, int id)
    {
        var all = CollectionsMarshal.AsSpan(tokens);
        int length = 0;
        for (int i = 0; i < all.Length; i++)
        {
            bool found = i + 1 < all.Length && all[i] == pair.Left && all[i + 1] == pair.Right;
            all[length++] = found ? id : all[i];
            i += found ? 1 : 0;
        }

        CollectionsMarshal.SetCount(tokens, length);
    }

    /// <summary>The bytes of all tokens: those of the 256 bytes, then of each merge its two parts'.</summary>
    /// <param name="bytes">What tokens 0 to 255 stand for.</param>
    /// <exception cref="TokenizerException">A token would be unreasonably long: a damaged or hostile file.</exception>
    public byte[][] BuildVocabulary(ReadOnlySpan<byte> bytes)
    {
        const int longest = 1 << 24;
        const long most = 1 << 30;
        var vocabulary = new byte[NextId][];
        for (int i = 0; i < 256; i++)
        {
            vocabulary[i] = [bytes[i]];
        }

        long total = 0;
        for (int i = 0; i < pairs.Count; i++)
        {
            var (left, right) = (vocabulary[pairs[i].Left], vocabulary[pairs[i].Right]);
            total += left.Length + right.Length;
            if (left.Length + right.Length > longest || total > most)
            {
                throw new TokenizerException($"Token {256 + i} would be {left.Length + right.Length} bytes long, and all tokens so far {total}: no vocabulary from text is like this; the merges are damaged.");
            }

            vocabulary[256 + i] = [.. left, .. right];
        }

        return vocabulary;
    }
}
