using System.Text;

namespace MinBpe;

/// <summary>
/// Finds the merges of a byte-pair encoding: the same as counting all pairs again for each merge, in a fraction of the time.
/// Different pieces are counted once, by several threads, and each merge only visits the places where its pair occurs.
/// </summary>
/// <param name="pattern">How text is cut before merging; null: not at all (minbpe's basic tokenizer).</param>
/// <param name="ties">Which of equally frequent pairs merges first.</param>
/// <param name="threads">Threads that cut and count; 0 takes all cores. The merges do not depend on it.</param>
public sealed class FastTrainer(SplitPattern? pattern, TieRule ties = TieRule.FirstOccurrence, int threads = 0)
{
    private const int Bytes = 256;
    private const int MergesPerReport = 256;

    /// <summary>The merges that a text gives: entry i makes token 256 + i of two earlier ones.</summary>
    /// <param name="text">The text. A lone surrogate counts as U+FFFD.</param>
    /// <param name="vocabularySize">Tokens in all, the 256 bytes among them. Fewer come out when no pair is left.</param>
    /// <param name="progress">Is told from time to time.</param>
    /// <param name="cancellation">Stops early with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The vocabulary is smaller than 256.</exception>
    public IReadOnlyList<(int Left, int Right)> Train(
        string text, int vocabularySize, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Train(TextBlock.Of(utf8, pattern), utf8.Length, vocabularySize, progress, cancellation);
    }

    /// <summary>
    /// The merges that files of UTF-8 text give, read in blocks, so that they may be larger than memory (without a pattern each
    /// file is one piece, and must fit). No piece spans two files. What is not UTF-8 counts as U+FFFD.
    /// </summary>
    /// <inheritdoc cref="Train(string, int, IProgress{TrainingProgress}?, CancellationToken)"/>
    /// <param name="files">Paths of the files.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<(int Left, int Right)> TrainFiles(
        IReadOnlyList<string> files, int vocabularySize, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        long length = files.Sum(file => new FileInfo(file).Length);
        return Train(TextBlock.OfFiles(files, pattern), length, vocabularySize, progress, cancellation);
    }

    private List<(int Left, int Right)> Train(
        IEnumerable<TextBlock> blocks, long length, int vocabularySize, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, Bytes);
        var merges = new List<(int, int)>();
        var counter = Count(blocks, read => progress?.Report(new TrainingProgress(read, length, 0, vocabularySize - Bytes)), cancellation);
        var finder = new MergeFinder(counter, vocabularySize, ties);
        while (Bytes + merges.Count < vocabularySize && finder.TryMerge(Bytes + merges.Count, out var merged))
        {
            merges.Add(merged);
            if (merges.Count % MergesPerReport == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new TrainingProgress(length, length, merges.Count, vocabularySize - Bytes));
            }
        }

        progress?.Report(new TrainingProgress(length, length, merges.Count, vocabularySize - Bytes));
        return merges;
    }

    /// <summary>Counts pieces, each thread for itself, and adds the counts up.</summary>
    private PieceCounter Count(IEnumerable<TextBlock> blocks, Action<long> report, CancellationToken cancellation)
    {
        long read = 0;
        var all = new PieceCounter();
        var gate = new object();
        PieceCounter CountBlock(TextBlock block, PieceCounter counter)
        {
            cancellation.ThrowIfCancellationRequested();
            CountPieces(block, ref counter);
            report(Interlocked.Add(ref read, block.Bytes.Length));
            return counter;
        }

        if (threads == 1)
        {
            foreach (var block in blocks)
            {
                CountBlock(block, all);
            }

            return all;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.ForEach(
            System.Collections.Concurrent.Partitioner.Create(blocks, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering),
            options,
            () => new PieceCounter(),
            (block, _, counter) => CountBlock(block, counter),
            counter =>
            {
                lock (gate)
                {
                    all.Add(counter);
                }
            });
        return all;
    }

    private void CountPieces(TextBlock block, ref PieceCounter counter)
    {
        const int BlockShift = 40; // no block is as long, so places grow from block to block
        counter.MoveTo((long)block.Number << BlockShift);
        var utf8 = block.Utf8();
        if (pattern is { } split)
        {
            PieceWalk.Over(split, utf8, ref counter);
        }
        else if (!utf8.IsEmpty)
        {
            counter.AddWhole(utf8);
        }
    }
}
