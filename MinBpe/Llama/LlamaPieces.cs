using System.Collections.Concurrent;

namespace MinBpe;

/// <summary>
/// Parts of a text that can be merged one by one. No token of a Llama goes from a visible character on to a blank, so no merge
/// goes over such a place, whatever the scores; and words that come again need not be merged again. May be used by several
/// threads at once.
/// </summary>
/// <param name="merge">The tokens of a part.</param>
internal sealed class LlamaPieces(Func<string, int[]> merge)
{
    private const int MostKept = 1 << 16; // words; enough for all but names
    private const int LongestKept = 32;

    private readonly ConcurrentDictionary<string, int[]> known = new(StringComparer.Ordinal);
    private int kept;

    /// <summary>Whether a vocabulary can be used so.</summary>
    /// <param name="tokens">What texts are made of.</param>
    public static bool Suit(ReadOnlySpan<byte[]> tokens)
    {
        foreach (byte[] token in tokens)
        {
            for (int i = 1; i < token.Length; i++)
            {
                if (token[i] == ' ' && token[i - 1] != ' ')
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The tokens of a text.</summary>
    public void Encode(ReadOnlySpan<char> text, List<int> into)
    {
        var byText = known.GetAlternateLookup<ReadOnlySpan<char>>();
        while (text.Length > 0)
        {
            int blanks = text.IndexOfAnyExcept(' ');
            int rest = blanks < 0 ? -1 : text[blanks..].IndexOf(' ');
            var piece = rest < 0 ? text : text[..(blanks + rest)];
            text = text[piece.Length..];
            if (!byText.TryGetValue(piece, out int[]? ids))
            {
                ids = merge(piece.ToString());
                if (piece.Length <= LongestKept && Volatile.Read(ref kept) < MostKept && byText.TryAdd(piece, ids))
                {
                    Interlocked.Increment(ref kept);
                }
            }

            into.AddRange(ids);
        }
    }
}
