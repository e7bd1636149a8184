namespace NanoGpt;

/// <summary>In which order a run sees its data.</summary>
public enum DataOrder
{
    /// <summary>Sequences at random places, as nanoGPT's get_batch.</summary>
    Random,

    /// <summary>One batch after the other, shard by shard, as build-nanogpt's and llm.c's loaders.</summary>
    Sequential,

    /// <summary>Batches that lie side by side, shards and batches in random order, as llm.c's loader with its shuffle.</summary>
    Shuffled,

    /// <summary>Sequences that lie side by side, shards and sequences in random order, as llama2.c's PretokDataset.</summary>
    ShuffledWindows,
}

/// <summary>Tells where the sequences of a batch begin.</summary>
internal interface IBatchOrder
{
    /// <summary>The beginnings of the next batch's sequences.</summary>
    void Next(Span<long> places);
}

/// <summary>
/// nanoGPT's order: <c>torch.randint(len(data) - block_size, (batch_size,))</c>, from the run's own generator. Shards count
/// as one row; a sequence may go from one into the next, since the writer cut them without regard to documents.
/// </summary>
/// <param name="count">Tokens.</param>
/// <param name="blockSize">Length of a sequence.</param>
/// <param name="generator">What draws.</param>
internal sealed class RandomOrder(long count, int blockSize, TorchGenerator generator) : IBatchOrder
{
    public void Next(Span<long> places) => generator.RandInt(0, count - blockSize, places);
}

/// <summary>
/// Batches of B·T tokens and one more, which lie side by side in each shard; what is left at a shard's end is not used. One
/// after the other it is the order of llm.c's and build-nanogpt's loaders. Shuffled it is llm.c's: every epoch shuffles the
/// shards, every shard's beginning its batches, both by MT19937 with seed 42 + rank, from the last place down.
/// Source: llm.c's dataloader.h and rand.h.
/// </summary>
/// <remarks>Permutations of shards are shuffled again in the next epoch, not begun anew: epochs depend on those before.</remarks>
internal sealed class ShardOrder : IBatchOrder
{
    private const uint Seed = 42;

    private readonly long[] starts; // of each shard
    private readonly int[] batchesOf; // each shard
    private readonly int blockSize;
    private readonly long batchTokens;
    private readonly long offset;
    private readonly MersenneTwister? generator;
    private readonly int[] shards;
    private int[] batches = [];
    private int shard = -1; // the number of the turn
    private int batch;

    /// <summary>An order.</summary>
    /// <param name="lengths">Tokens of each shard.</param>
    /// <param name="batchSize">B, sequences in a batch.</param>
    /// <param name="blockSize">T, tokens in a sequence.</param>
    /// <param name="shuffle">Whether the order is random.</param>
    /// <param name="rank">Which of the processes that share the data this is.</param>
    /// <param name="processes">How many share it: each takes every so-manieth batch.</param>
    /// <exception cref="DataException">A shard has not one batch for each process.</exception>
    public ShardOrder(IReadOnlyList<long> lengths, int batchSize, int blockSize, bool shuffle, int rank = 0, int processes = 1)
    {
        this.blockSize = blockSize;
        batchTokens = (long)batchSize * blockSize * processes;
        offset = (long)batchSize * blockSize * rank;
        starts = new long[lengths.Count];
        batchesOf = new int[lengths.Count];
        for (int i = 0; i < lengths.Count; i++)
        {
            starts[i] = i == 0 ? 0 : starts[i - 1] + lengths[i - 1];
            batchesOf[i] = (int)((lengths[i] - 1) / batchTokens); // a batch needs the first token behind it, as a target
            if (batchesOf[i] == 0)
            {
                throw new DataException(FormattableString.Invariant(
                    $"A shard has {lengths[i]} tokens, but a batch of {batchSize} x {blockSize} and its targets needs {batchTokens + 1}: give a smaller --batch-size or --block-size, larger shards, or --data-order random."));
            }
        }

        generator = shuffle ? new MersenneTwister(Seed + (uint)rank) : null;
        shards = [.. Enumerable.Range(0, lengths.Count)];
    }

    public void Next(Span<long> places)
    {
        if (batch == batches.Length)
        {
            Advance();
        }

        int current = shards[shard];
        long first = starts[current] + offset + (batches[batch++] * batchTokens);
        for (int row = 0; row < places.Length; row++)
        {
            places[row] = first + ((long)row * blockSize);
        }
    }

    private void Advance()
    {
        shard = (shard + 1) % shards.Length;
        if (shard == 0)
        {
            Shuffle(shards);
        }

        batch = 0;
        batches = [.. Enumerable.Range(0, batchesOf[shards[shard]])];
        Shuffle(batches);
    }

    private void Shuffle(int[] items)
    {
        for (int i = items.Length - 1; generator is not null && i > 0; i--)
        {
            int j = (int)(generator.NextUInt32() % (uint)(i + 1));
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}

/// <summary>
/// llama2.c's order: Python's random shuffles the shards, then each shard's sequences, with seed 42. A shard's last sequence
/// is not used, nor what is left behind it. Source: llama2.c's tinystories.py, one worker of one process.
/// </summary>
internal sealed class WindowOrder : IBatchOrder
{
    private const long Seed = 42;

    private readonly IEnumerator<long> places;

    /// <summary>An order.</summary>
    /// <param name="lengths">Tokens of each shard.</param>
    /// <param name="blockSize">T, tokens in a sequence.</param>
    /// <exception cref="DataException">A shard has not two sequences.</exception>
    public WindowOrder(IReadOnlyList<long> lengths, int blockSize)
    {
        foreach (long length in lengths.Where(length => length / blockSize < 2))
        {
            throw new DataException(FormattableString.Invariant(
                $"A shard has {length} tokens, but --data-order shuffled-windows leaves the last sequence out and needs two of {blockSize}: give a smaller --block-size, larger shards, or --data-order random."));
        }

        places = Places(lengths, blockSize).GetEnumerator();
    }

    public void Next(Span<long> into)
    {
        foreach (ref long place in into)
        {
            places.MoveNext();
            place = places.Current;
        }
    }

    private static IEnumerable<long> Places(IReadOnlyList<long> lengths, int blockSize)
    {
        long[] starts = [.. lengths.Select((_, i) => lengths.Take(i).Sum())];
        var random = new PythonRandom(Seed);
        int[] shards = [.. Enumerable.Range(0, lengths.Count)];
        while (true)
        {
            random.Shuffle(shards);
            foreach (int shard in shards)
            {
                int[] windows = [.. Enumerable.Range(0, (int)(lengths[shard] / blockSize) - 1)];
                random.Shuffle(windows);
                foreach (int window in windows)
                {
                    yield return starts[shard] + ((long)window * blockSize);
                }
            }
        }
    }
}
