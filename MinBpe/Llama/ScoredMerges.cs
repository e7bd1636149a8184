namespace MinBpe;

/// <summary>
/// Merges neighbours by score: always the pair whose token has the highest score, the leftmost among equals. The tokens are
/// a linked list and the pairs wait in a heap, for texts are not cut here and searching all pairs each time is quadratic.
/// </summary>
/// <param name="tokens">Bytes by id.</param>
/// <param name="scores">Scores by id.</param>
/// <param name="ids">Ids by bytes.</param>
internal sealed class ScoredMerges(byte[][] tokens, float[] scores, Dictionary<byte[], int> ids)
{
    private readonly PriorityQueue<Candidate, (float NegativeScore, int Position)> queue = new();
    private readonly List<int> current = [];
    private int[] next = [];
    private int[] previous = [];

    /// <summary>A pair as it was when it was found; it still is one if both tokens are still there.</summary>
    private readonly record struct Candidate(int Left, int Right, int LeftToken, int RightToken, int Merged);

    /// <summary>Merges as far as it goes.</summary>
    /// <param name="start">The tokens to begin with.</param>
    /// <param name="onMerge">Hears of every merge: both tokens and the score of what they make.</param>
    public List<int> Merge(List<int> start, Action<int, int, float>? onMerge)
    {
        current.AddRange(start);
        next = [.. Enumerable.Range(1, start.Count)];
        previous = [.. Enumerable.Range(-1, start.Count)];
        for (int i = 0; i + 1 < start.Count; i++)
        {
            Offer(i, i + 1);
        }

        while (queue.TryDequeue(out var pair, out _))
        {
            if (current[pair.Left] != pair.LeftToken || current[pair.Right] != pair.RightToken || next[pair.Left] != pair.Right)
            {
                continue;
            }

            onMerge?.Invoke(pair.LeftToken, pair.RightToken, scores[pair.Merged]);
            Join(pair);
        }

        current.RemoveAll(token => token < 0);
        return current;
    }

    private void Join(Candidate pair)
    {
        const int gone = -1;
        current[pair.Left] = pair.Merged;
        current[pair.Right] = gone;
        next[pair.Left] = next[pair.Right];
        if (next[pair.Left] < current.Count)
        {
            previous[next[pair.Left]] = pair.Left;
            Offer(pair.Left, next[pair.Left]);
        }

        if (previous[pair.Left] >= 0)
        {
            Offer(previous[pair.Left], pair.Left);
        }
    }

    private void Offer(int left, int right)
    {
        byte[] first = tokens[current[left]], second = tokens[current[right]];
        int length = first.Length + second.Length;
        Span<byte> both = length <= 256 ? stackalloc byte[256] : new byte[length];
        first.CopyTo(both);
        second.CopyTo(both[first.Length..]);
        if (ids.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(both[..length], out int merged))
        {
            queue.Enqueue(new Candidate(left, right, current[left], current[right], merged), (-scores[merged], left));
        }
    }
}
