namespace MinBpe;

/// <content>Long texts, on several threads: they are cut where pieces end in any case, so the ids are the same.</content>
public sealed partial class FastEncoder
{
    /// <summary>A part is large enough that starting a thread for it does not show.</summary>
    private const int PartLength = 1 << 18;

    /// <summary>The ids of a long text, found by several threads; the same ids as by one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="threads">Most threads; 0 takes all cores.</param>
    public int[] EncodeParallel(ReadOnlyMemory<char> text, int threads = 0)
    {
        var cuts = new List<int> { 0 };
        while (cuts[^1] < text.Length)
        {
            cuts.Add(cuts[^1] + SafeCut.Near(text.Span[cuts[^1]..], PartLength, Pattern));
        }

        return Join(cuts.Count - 1, threads, part => Encode(text.Span[cuts[part]..cuts[part + 1]]));
    }

    /// <inheritdoc cref="EncodeParallel(ReadOnlyMemory{char}, int)"/>
    public int[] EncodeParallel(ReadOnlyMemory<byte> utf8, int threads = 0)
    {
        var cuts = new List<int> { 0 };
        while (cuts[^1] < utf8.Length)
        {
            cuts.Add(cuts[^1] + SafeCut.Near(utf8.Span[cuts[^1]..], PartLength, Pattern));
        }

        return Join(cuts.Count - 1, threads, part => Encode(utf8.Span[cuts[part]..cuts[part + 1]]));
    }

    private static int[] Join(int parts, int threads, Func<int, int[]> encode)
    {
        int[][] ids = new int[parts][];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(0, parts, options, part => ids[part] = encode(part));
        int[] all = new int[ids.Sum(part => part.Length)];
        int at = 0;
        foreach (int[] part in ids)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }

        return all;
    }
}
