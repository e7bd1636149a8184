namespace MinBpe;

/// <summary>
/// A vocabulary as tiktoken keeps it: the bytes of every token by its rank, which is its id and its place in the order of
/// merging. Two neighbours merge if their bytes together are a token; the lowest rank goes first, the leftmost among equals.
/// </summary>
public sealed class RankTable
{
    private readonly Lazy<byte[]?[]> arrays; // who only encodes needs none
    private readonly Lazy<Dictionary<byte[], int>> ranks;

    /// <summary>Takes tokens as they are; <see cref="Check"/> is for those from outside.</summary>
    internal RankTable(PackedTokens tokens)
    {
        Packed = tokens;
        arrays = new Lazy<byte[]?[]>(tokens.ToArrays);
        ranks = new Lazy<Dictionary<byte[], int>>(Invert);
    }

    /// <summary>Bytes by rank; null where a rank is unused.</summary>
    public IReadOnlyList<byte[]?> Tokens => arrays.Value;

    /// <summary>The same, as the fast encoder reads it.</summary>
    internal PackedTokens Packed { get; }

    /// <summary>The rank of a token, or -1.</summary>
    public int RankOf(ReadOnlySpan<byte> token) =>
        ranks.Value.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(token, out int rank) ? rank : -1;

    /// <summary>Merges a piece as far as it goes; in the plainest way, quadratic in its length.</summary>
    /// <param name="piece">Its bytes.</param>
    /// <param name="below">Only ranks below this one are merged.</param>
    /// <param name="onMerge">Hears of every merge, before it is made: where the left part begins, where the right one does and ends, and the rank.</param>
    /// <returns>Where the tokens begin, and the piece's length.</returns>
    public List<int> Merge(ReadOnlySpan<byte> piece, int below = int.MaxValue, Action<int, int, int, int>? onMerge = null)
    {
        List<int> cuts = [.. Enumerable.Range(0, piece.Length + 1)];
        while (true)
        {
            int best = -1, bestRank = below;
            for (int i = 0; i + 2 < cuts.Count; i++)
            {
                int rank = RankOf(piece[cuts[i]..cuts[i + 2]]);
                if (rank >= 0 && rank < bestRank)
                {
                    (best, bestRank) = (i, rank);
                }
            }

            if (best < 0)
            {
                return cuts;
            }

            onMerge?.Invoke(cuts[best], cuts[best + 1], cuts[best + 2], bestRank);
            cuts.RemoveAt(best + 1);
        }
    }

    /// <summary>
    /// The two tokens that a token was merged from, found again as minbpe does: by merging its bytes with what had been
    /// learnt before it. Null for a single byte.
    /// </summary>
    /// <exception cref="TokenizerException">Merging earlier tokens does not end with two parts.</exception>
    public (int Left, int Right)? PartsOf(int rank)
    {
        byte[] token = Tokens[rank] ?? throw new ArgumentOutOfRangeException(nameof(rank), rank, "This rank is unused.");
        if (token.Length < 2)
        {
            return null;
        }

        var cuts = Merge(token, rank);
        return cuts.Count == 3
            ? (RankOf(token.AsSpan(0, cuts[1])), RankOf(token.AsSpan(cuts[1])))
            : throw new TokenizerException($"Token {rank}, '{TokenText.Render(token)}', cannot be merged from two earlier tokens: the vocabulary was not made by byte pair encoding, or is damaged.");
    }

    /// <summary>Refuses vocabularies that cannot encode every text, or that are ambiguous.</summary>
    /// <param name="tokens">Bytes by rank.</param>
    /// <param name="source">Where they come from, for the message.</param>
    /// <exception cref="TokenizerException">A token comes twice or is empty, or a byte is missing.</exception>
    public static RankTable Check(byte[]?[] tokens, string source)
    {
        var seen = new Dictionary<byte[], int>(tokens.Length, ByteComparer.Instance);
        for (int rank = 0; rank < tokens.Length; rank++)
        {
            if (tokens[rank] is { } token && (token.Length == 0 || !seen.TryAdd(token, rank)))
            {
                throw new TokenizerException(token.Length == 0
                    ? $"{source}: token {rank} is empty; the file is damaged."
                    : $"{source}: token '{TokenText.Render(token)}' has ranks {seen[token]} and {rank}; each token must be there once.");
            }
        }

        for (int value = 0; value < 256; value++)
        {
            if (!seen.ContainsKey([(byte)value]))
            {
                throw new TokenizerException($"{source} has no token for the byte 0x{value:x2}: it could not encode every text; all 256 bytes must be there.");
            }
        }

        return new RankTable(new PackedTokens(tokens));
    }

    private Dictionary<byte[], int> Invert()
    {
        var inverted = new Dictionary<byte[], int>(Tokens.Count, ByteComparer.Instance);
        for (int rank = 0; rank < Tokens.Count; rank++)
        {
            if (Tokens[rank] is { } token)
            {
                inverted.Add(token, rank);
            }
        }

        return inverted;
    }
}
