using System.Diagnostics;

namespace NanoGpt;

/// <summary>How far a preparation is.</summary>
/// <param name="Share">The part of the input that is done.</param>
/// <param name="Tokens">Tokens written by this run.</param>
/// <param name="Seconds">Since it began.</param>
internal readonly record struct PrepareStatus(double Share, long Tokens, double Seconds);

/// <summary>
/// Makes tokens of documents: one thread reads, several make tokens, and their results are written in the documents' order, so
/// that the files are the same whatever the number of threads. What is done is noted from time to time in meta.json; after an
/// interruption the same work goes on from there.
/// </summary>
internal sealed class Preparation
{
    private const long NotedEvery = 1 << 25; // tokens: some seconds of work
    private const uint ValSeed = 2357; // nanoGPT's
    private const double ValShare = 0.0005;

    private readonly Recipe recipe;
    private readonly IReadOnlyList<DocumentFile> files;
    private readonly DocumentTokenizer tokenizer;
    private readonly string folder;
    private readonly PreparedMeta meta; // as it begins
    private readonly int valFile; // -1: no file is all for validation
    private readonly (int File, long Place) valBegin; // what comes from there on validates

    /// <summary>Looks at the input; nothing is written yet.</summary>
    /// <exception cref="DataException">The input is missing or damaged.</exception>
    public Preparation(Recipe recipe, IReadOnlyList<string> inputs, DocumentTokenizer tokenizer, string folder, TokenFormat format, long shardSize)
    {
        (this.recipe, this.tokenizer, this.folder) = (recipe, tokenizer, folder);
        tokenizer.RequireFits(format);
        int firstFile = inputs.ToList().FindIndex(path => Path.GetFileName(path).Contains("val", StringComparison.OrdinalIgnoreCase));
        valFile = recipe.Val == ValRule.FirstFile && inputs.Count > 1 ? Math.Max(0, firstFile) : -1;
        files = [.. inputs.Select((path, i) => DocumentFile.Open(path, recipe, tokenizer.CutNear, recipe.Shuffles ? ShuffleSeed(i) : null))];
        meta = new PreparedMeta
        {
            Dataset = recipe.Name,
            Encoding = tokenizer.Name,
            VocabSize = tokenizer.VocabSize,
            Width = tokenizer.Width,
            Format = format.ToString().ToLowerInvariant(),
            ShardSize = shardSize,
            Inputs = [.. inputs.Select(path => new PreparedInput(Path.GetFileName(path), new FileInfo(path).Length))],
            Tokenizer = tokenizer.File?.Name,
            TokenizerSha256 = tokenizer.File?.Sha256,
            Progress = PrepareProgress.Beginning(recipe.Val == ValRule.FirstShard ? 1 : 2),
        };
        valBegin = recipe.Val == ValRule.LastTenth || (recipe.Val == ValRule.FirstFile && inputs.Count == 1) ? LastTenth() : (files.Count, 0);
    }

    /// <summary>Hears how far the work is.</summary>
    public Action<PrepareStatus>? Progress { get; init; }

    /// <summary>Hears of every file that is finished, and how many tokens it has.</summary>
    public Action<string, long>? Finished { get; init; }

    /// <summary>Bytes of the input.</summary>
    public long InputBytes => meta.Inputs.Sum(input => input.Bytes);

    /// <summary>Does the work, or what is left of it.</summary>
    /// <param name="threads">How many make tokens.</param>
    /// <param name="stop">Stops at the next batch; what is done is noted.</param>
    /// <returns>What was made; its progress is not null if it was stopped.</returns>
    /// <exception cref="DataException">The folder has something else, the input is damaged, or the disk is full.</exception>
    public PreparedMeta Run(int threads, CancellationToken stop)
    {
        var before = meta.GoOnOrBegin(folder, tokenizer);
        if (before.Progress is not { } at)
        {
            return before;
        }

        var writers = Writers(at.Outputs);
        try
        {
            (at, bool stopped) = Write(writers, at, threads, stop);
            return stopped ? meta with { Progress = at } : Finish(writers, at.Documents);
        }
        finally
        {
            foreach (var writer in writers)
            {
                writer.Dispose();
            }
        }
    }

    private (PrepareProgress At, bool Stopped) Write(ShardWriter[] writers, PrepareProgress at, int threads, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp(), written = 0, noted = 0;
        foreach (var (file, batch, tokens) in OrderedParallel.Map(Batches(at), Encode, threads))
        {
            int from = 0;
            for (int i = 0; i < tokens.Ends.Count; i++)
            {
                writers[IsVal(file, batch.From, at.Documents + i) ? 0 : ^1].Write(tokens.Ids.AsSpan(from..tokens.Ends[i]));
                from = tokens.Ends[i];
            }

            written += from;
            int[] shards = [.. at.Outputs.Select(place => place.Shard)];
            at = new PrepareProgress(file, batch.To, at.Documents + tokens.Documents, [.. writers.Select(writer => writer.Place)]);
            bool stops = stop.IsCancellationRequested;
            if (stops || written - noted >= NotedEvery || !shards.SequenceEqual(at.Outputs.Select(place => place.Shard)))
            {
                foreach (var writer in writers)
                {
                    writer.Flush();
                }

                Note(at);
                noted = written;
            }

            double share = (file + ((double)batch.To / Math.Max(1, files[file].Length))) / files.Count;
            Progress?.Invoke(new PrepareStatus(share, written, Stopwatch.GetElapsedTime(start).TotalSeconds));
            if (stops)
            {
                return (at, true);
            }
        }

        return (at, false);
    }

    private PreparedMeta Finish(ShardWriter[] writers, long documents)
    {
        long[] tokens = TokensOf(writers);
        if (tokens[0] == 0 || tokens[1] == 0)
        {
            throw new DataException(FormattableString.Invariant(
                $"The input makes {tokens[1]} tokens to train on and {tokens[0]} to validate: both parts need some. Give more text{(recipe.Val == ValRule.FirstShard ? ", or a smaller --shard-size" : recipe.Val == ValRule.Documents ? FormattableString.Invariant($"; about one document in {1 / ValShare:N0} validates") : "")}."));
        }

        foreach (var writer in writers)
        {
            writer.Finish();
        }

        var done = meta with { Progress = null, Documents = documents, ValTokens = tokens[0], TrainTokens = tokens[1] };
        done.Write(folder);
        return done;
    }

    /// <summary>Tokens that validate, and those to train on; one writer has both, the first shard validating.</summary>
    private long[] TokensOf(ShardWriter[] writers)
    {
        long[] totals = [.. writers.Select(writer => writer.Place.Total)];
        long first = Math.Min(totals[0], meta.ShardSize);
        return totals.Length == 2 ? totals : [first, totals[0] - first];
    }

    private void Note(PrepareProgress at) => (meta with { Progress = at }).Write(folder);

    /// <summary>Two rows of shards, one of which validates, or one whose first shard does.</summary>
    private ShardWriter[] Writers(IReadOnlyList<ShardPlace> places)
    {
        bool isBin = meta.Format == "bin";
        long most = isBin ? long.MaxValue : meta.ShardSize > 0 ? meta.ShardSize : int.MaxValue; // llm.c counts in 32 bits
        ShardWriter Writer(int number, Func<int, (string, long)> shards) =>
            new(folder, shards, isBin ? TokenFormat.Bin : TokenFormat.Llmc, meta.Width, places[number]) { Finished = Finished };
        (string, long) Shard(string part, int shard) => (
            isBin ? $"{part}.bin" : meta.ShardSize > 0 ? $"{recipe.Stem}_{part}_{shard:D6}.bin" : $"{recipe.Stem}_{part}{(shard > 0 ? $"_{shard:D6}" : "")}.bin", most);
        return recipe.Val == ValRule.FirstShard
            ? [Writer(0, shard => shard == 0 ? (Shard("val", 0).Item1, meta.ShardSize) : Shard("train", shard))]
            : [Writer(0, shard => Shard("val", shard)), Writer(1, shard => Shard("train", shard))];
    }

    private IEnumerable<(int File, DocumentBatch Batch)> Batches(PrepareProgress at)
    {
        for (int file = at.File; file < files.Count; file++)
        {
            long cut = file == valBegin.File ? valBegin.Place : long.MaxValue;
            foreach (var batch in files[file].Read(file == at.File ? at.Place : 0, cut))
            {
                yield return (file, batch);
            }
        }
    }

    /// <summary>The tokens of a batch, where each document's end, and how many documents begin in it.</summary>
    private (int File, DocumentBatch Batch, (int[] Ids, List<int> Ends, int Documents) Tokens) Encode((int File, DocumentBatch Batch) work)
    {
        var documents = work.Batch.Parse();
        var ids = new List<int>();
        var ends = new List<int>(documents.Count);
        foreach (var document in documents)
        {
            if (document.Begins && !recipe.SeparatorBehind)
            {
                ids.Add(tokenizer.Separator);
            }

            ids.AddRange(tokenizer.Encode(document.Text));
            if (document.Ends && recipe.SeparatorBehind)
            {
                ids.Add(tokenizer.Separator);
            }

            ends.Add(ids.Count);
        }

        return (work.File, work.Batch, ([.. ids], ends, documents.Count(document => document.Ends)));
    }

    /// <remarks>nanoGPT shuffles all documents of OpenWebText by numpy before it parts them; here they stay in order, and the choice is a function of the document's number.</remarks>
    private bool IsVal(int file, long place, long document) => recipe.Val switch
    {
        ValRule.Documents => CounterRandom.Bits(ValSeed, (uint)document) < (uint)(ValShare * uint.MaxValue),
        ValRule.FirstShard => true, // there is only one row
        _ => file == valFile || file > valBegin.File || (file == valBegin.File && place >= valBegin.Place),
    };

    /// <summary>Where the last tenth begins, by the files' bytes.</summary>
    private (int File, long Place) LastTenth()
    {
        double left = 0.9 * InputBytes;
        int file = 0;
        while (left > meta.Inputs[file].Bytes)
        {
            left -= meta.Inputs[file++].Bytes;
        }

        return (file, (long)Math.Round(left / Math.Max(1, meta.Inputs[file].Bytes) * files[file].Length, 6)); // 0.9 x 40 is 36, not 35.999...
    }

    /// <summary>llm.c's: 1337 and the file's number within its part.</summary>
    private int ShuffleSeed(int file) => 1337 + (file == valFile ? 0 : file - (valFile >= 0 && file > valFile ? 1 : 0));
}
