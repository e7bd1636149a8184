using System.Text;

namespace MinBpe;

/// <summary>
/// Encodes by a table of ranks in the plainest way: cut by the regular expression, merge by <see cref="RankTable.Merge"/>.
/// To read, to explain a result step by step, and as what <see cref="RankTokenizer"/>'s fast path is compared with.
/// </summary>
/// <param name="ranks">The vocabulary.</param>
/// <param name="pattern">How to cut.</param>
public sealed class ReadableEncoder(RankTable ranks, SplitPattern pattern)
{
    private readonly RegexSplitter splitter = new(pattern);

    /// <summary>The pieces of a text.</summary>
    public IEnumerable<ReadOnlyMemory<char>> Split(string text) => splitter.Split(text);

    /// <summary>A text as ids; special tokens are text like any other.</summary>
    public int[] EncodeOrdinary(string text)
    {
        var ids = new List<int>();
        foreach (var piece in Split(text))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(piece.ToString());
            int whole = ranks.RankOf(bytes);
            if (whole >= 0)
            {
                ids.Add(whole);
                continue;
            }

            var cuts = ranks.Merge(bytes);
            ids.AddRange(cuts.Zip(cuts.Skip(1), (start, end) => ranks.RankOf(bytes.AsSpan(start, end - start))));
        }

        return [.. ids];
    }

    /// <summary>The merges of one piece.</summary>
    public IEnumerable<MergeStep> Explain(ReadOnlySpan<char> piece)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(piece.ToString());
        var steps = new List<MergeStep>();
        ranks.Merge(bytes, onMerge: (left, right, end, rank) => steps.Add(new MergeStep(bytes[left..right], bytes[right..end], $"rank {rank}")));
        return steps;
    }
}
