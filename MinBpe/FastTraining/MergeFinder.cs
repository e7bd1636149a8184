namespace MinBpe;

/// <summary>
/// Finds the merges. The different pieces lie one after another in the order of their first places in the text, and each token
/// is at the place of its first byte, linked to its neighbours. Of each pair of neighbours it is known how often it occurs and
/// where; a merge visits these places only, and changes the counts of the pairs around them.
/// </summary>
/// <remarks>
/// A pair can only get new places in the round that makes its newer token. So its places are known once and for all, in order,
/// after that round, and its count and its first place only get worse. What the queue says of it is therefore never too bad: if
/// the best entry is out of date it goes back with today's numbers, and if not, it is the best pair.
/// </remarks>
internal sealed class MergeFinder
{
    private const int Nothing = -1;

    private readonly TieRule ties;
    private readonly int[] tokens, before, after, pairAt, pieceAt;
    private readonly long[] weights;
    private readonly PairPlaces pairs = new();
    private readonly PriorityQueue<int, UInt128> queue = new();
    private readonly List<(int Pair, int Place)> newPlaces = [];
    private readonly int[] withLeft, withRight;

    /// <summary>Gets ready to merge.</summary>
    /// <param name="counter">The pieces.</param>
    /// <param name="vocabularySize">Tokens in all.</param>
    /// <param name="ties">Which of equally frequent pairs comes first.</param>
    public MergeFinder(PieceCounter counter, int vocabularySize, TieRule ties)
    {
        this.ties = ties;
        long length = counter.TotalLength;
        tokens = new int[length];
        before = new int[length];
        after = new int[length];
        pairAt = new int[length];
        pieceAt = new int[length];
        weights = new long[counter.Count];
        withLeft = new int[vocabularySize];
        withRight = new int[vocabularySize];
        Array.Fill(withLeft, Nothing);
        Array.Fill(withRight, Nothing);
        int place = 0, piece = 0;
        foreach (var counted in counter.InOrder())
        {
            weights[piece] = counted.Count;
            Lay(counter.BytesOf(counted), place, piece++);
            place += counted.Length;
        }

        FirstPairs();
    }

    /// <summary>Merges the best pair everywhere; false when there is no pair left.</summary>
    /// <param name="id">The new token.</param>
    /// <param name="merged">The pair.</param>
    public bool TryMerge(int id, out (int Left, int Right) merged)
    {
        while (queue.TryDequeue(out int pair, out var priority))
        {
            if (priority == Priority(pair))
            {
                merged = (pairs[pair].Left, pairs[pair].Right);
                int firstNew = pairs.Count;
                MergeAll(pair, id, firstNew);
                pairs.Place(newPlaces, firstNew);
                newPlaces.Clear();
                for (int created = firstNew; created < pairs.Count; created++)
                {
                    Enqueue(created);
                }

                return true;
            }

            Enqueue(pair);
        }

        merged = default;
        return false;
    }

    /// <summary>Writes a piece's bytes down, one token each.</summary>
    private void Lay(ReadOnlySpan<byte> bytes, int place, int piece)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            tokens[place + i] = bytes[i];
            pieceAt[place + i] = piece;
            before[place + i] = i == 0 ? Nothing : place + i - 1;
            after[place + i] = i + 1 == bytes.Length ? Nothing : place + i + 1;
        }
    }

    private void FirstPairs()
    {
        int[] known = new int[1 << 16];
        Array.Fill(known, Nothing);
        for (int place = 0; place < tokens.Length; place++)
        {
            int next = after[place];
            if (next == Nothing)
            {
                pairAt[place] = Nothing;
                continue;
            }

            ref int pair = ref known[(tokens[place] << 8) | tokens[next]];
            pair = pair == Nothing ? pairs.Add(tokens[place], tokens[next]) : pair;
            Occur(pair, place);
        }

        pairs.Place(newPlaces, 0);
        newPlaces.Clear();
        for (int pair = 0; pair < pairs.Count; pair++)
        {
            Enqueue(pair);
        }
    }

    private void MergeAll(int pair, int id, int firstNew)
    {
        // Left to right: of three equal tokens the first two merge.
        for (int i = pairs[pair].Start; i < pairs[pair].End; i++)
        {
            int place = pairs.Places[i];
            if (pairAt[place] != pair)
            {
                continue; // one of the two has gone into another token since
            }

            int second = after[place], left = before[place], right = after[second];
            long weight = weights[pieceAt[place]];
            pairs[pair].Count -= weight;
            pairAt[place] = Nothing;
            if (left != Nothing)
            {
                pairs[pairAt[left]].Count -= weight;
                Occur(NewPair(ref withLeft[tokens[left]], firstNew, tokens[left], id), left);
            }

            if (right != Nothing)
            {
                pairs[pairAt[second]].Count -= weight;
                Occur(NewPair(ref withRight[tokens[right]], firstNew, id, tokens[right]), place);
                before[right] = place;
            }

            tokens[place] = id;
            after[place] = right;
            pairAt[second] = Nothing;
        }
    }

    /// <summary>The pair of the new token and a neighbour, which is made when the first of them meet.</summary>
    private int NewPair(ref int known, int firstNew, int left, int right) =>
        known >= firstNew ? known : known = pairs.Add(left, right);

    private void Occur(int pair, int place)
    {
        pairAt[place] = pair;
        pairs[pair].Count += weights[pieceAt[place]];
        newPlaces.Add((pair, place));
    }

    private void Enqueue(int pair)
    {
        if (pairs[pair].Count > 0)
        {
            queue.Enqueue(pair, Priority(pair));
        }
    }

    /// <summary>Smallest first: the most frequent pair, then the tie rule's choice.</summary>
    private UInt128 Priority(int pair)
    {
        ref var known = ref pairs[pair];
        return new UInt128(
            ulong.MaxValue - (ulong)known.Count,
            ties == TieRule.SmallerPair ? ((ulong)known.Left << 32) | (uint)known.Right : (ulong)FirstPlace(pair, ref known));
    }

    private int FirstPlace(int pair, ref PairPlaces.Pair known)
    {
        while (known.Start < known.End && pairAt[pairs.Places[known.Start]] != pair)
        {
            known.Start++;
        }

        return known.Start < known.End ? pairs.Places[known.Start] : int.MaxValue;
    }
}
