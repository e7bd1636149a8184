using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>All pairs of tokens that ever were neighbours: how often, and where.</summary>
internal sealed class PairPlaces
{
    private readonly List<Pair> pairs = [];
    private int[] places = new int[1 << 16];
    private int used;

    /// <summary>How many pairs there are.</summary>
    public int Count => pairs.Count;

    /// <summary>The places of all pairs; each knows which are its own.</summary>
    public int[] Places => places;

    /// <summary>A pair by its number. The reference holds until a pair is added.</summary>
    public ref Pair this[int pair] => ref CollectionsMarshal.AsSpan(pairs)[pair];

    /// <summary>Adds a pair and returns its number.</summary>
    public int Add(int left, int right)
    {
        pairs.Add(new Pair { Left = left, Right = right });
        return pairs.Count - 1;
    }

    /// <summary>Gives the pairs from a number on their places, in the order in which they occurred.</summary>
    public void Place(List<(int Pair, int Place)> occurrences, int firstPair)
    {
        if (places.Length - used < occurrences.Count)
        {
            Array.Resize(ref places, Math.Max(2 * places.Length, used + occurrences.Count));
        }

        // A counting sort: how many each pair has, where each begins, and then every place where it belongs.
        var added = CollectionsMarshal.AsSpan(pairs);
        foreach (var (pair, _) in occurrences)
        {
            added[pair].End++;
        }

        foreach (ref var pair in added[firstPair..])
        {
            pair.Start = used;
            used += pair.End;
            pair.End = pair.Start;
        }

        foreach (var (pair, place) in occurrences)
        {
            places[added[pair].End++] = place;
        }
    }

    /// <summary>Two tokens, one after the other.</summary>
    public struct Pair
    {
        /// <summary>The tokens.</summary>
        public int Left, Right;

        /// <summary>How often they are neighbours in the text.</summary>
        public long Count;

        /// <summary>Their places, from Start to End; at some of them they may no longer be.</summary>
        public int Start, End;
    }
}
