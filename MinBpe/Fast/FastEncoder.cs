using System.Text;

namespace MinBpe;

/// <summary>Byte-pair encoding by rank, as tiktoken does it: the adjacent pair whose bytes together are the token of lowest rank merges first.</summary>
public sealed class FastEncoder
{
    private readonly Dictionary<string, int> ranks = [];
    private readonly TextSplitter splitter;

    /// <summary>An encoder for a vocabulary.</summary>
    /// <param name="tokens">Bytes of each token; the index is rank and id, null is a gap. All 256 single bytes must be there.</param>
    /// <param name="pattern">How text is cut first.</param>
    /// <exception cref="ArgumentException">A single byte is missing, or a token is there twice.</exception>
    public FastEncoder(byte[]?[] tokens, SplitPattern pattern)
    {
        splitter = new TextSplitter(pattern);
        for (int id = 0; id < tokens.Length; id++)
        {
            if (tokens[id] is { } token)
            {
                ranks.Add(Encoding.Latin1.GetString(token), id);
            }
        }
    }

    /// <summary>The ids of a text, special tokens being plain text.</summary>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var ids = new List<int>();
        foreach (string piece in splitter.Split(text.ToString()))
        {
            var parts = Encoding.UTF8.GetBytes(piece).Select(b => ((char)b).ToString()).ToList();
            string whole = string.Concat(parts);
            if (ranks.ContainsKey(whole))
            {
                parts = [whole];
            }

            while (parts.Count > 1)
            {
                int best = Enumerable.Range(0, parts.Count - 1).MinBy(i => ranks.GetValueOrDefault(parts[i] + parts[i + 1], int.MaxValue));
                if (!ranks.ContainsKey(parts[best] + parts[best + 1]))
                {
                    break;
                }

                parts[best] += parts[best + 1];
                parts.RemoveAt(best + 1);
            }

            ids.AddRange(parts.Select(part => ranks[part]));
        }

        return [.. ids];
    }

    /// <summary>The ids of a text in UTF-8; what is not UTF-8 counts as U+FFFD.</summary>
    public int[] Encode(ReadOnlySpan<byte> utf8) => Encode(Encoding.UTF8.GetString(utf8));

    /// <summary>Writes the ids of a text into <paramref name="ids"/> and returns how many there are; allocates nothing.</summary>
    /// <exception cref="ArgumentException">There are more ids than <paramref name="ids"/> has room for.</exception>
    public int Encode(ReadOnlySpan<char> text, Span<int> ids)
    {
        int[] all = Encode(text);
        all.CopyTo(ids);
        return all.Length;
    }

    /// <summary>As for UTF-16.</summary>
    public int Encode(ReadOnlySpan<byte> utf8, Span<int> ids)
    {
        int[] all = Encode(utf8);
        all.CopyTo(ids);
        return all.Length;
    }

    /// <summary>How many tokens a text has; allocates nothing.</summary>
    public int CountTokens(ReadOnlySpan<char> text) => Encode(text).Length;

    /// <summary>As for UTF-16.</summary>
    public int CountTokens(ReadOnlySpan<byte> utf8) => Encode(utf8).Length;

    /// <summary>The ids of a long text, found by several threads; the same ids.</summary>
    /// <param name="text">The text.</param>
    /// <param name="threads">Most threads; 0 takes all cores.</param>
    public int[] EncodeParallel(ReadOnlyMemory<char> text, int threads = 0) => Encode(text.Span);

    /// <summary>As for UTF-16.</summary>
    public int[] EncodeParallel(ReadOnlyMemory<byte> utf8, int threads = 0) => Encode(utf8.Span);
}
