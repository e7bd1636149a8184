namespace NanoGpt;

/// <summary>
/// Loads batches of sequences in one of the originals' orders, so that the same seed gives the same batches. The tensors are
/// the same ones for every batch. Of several ranks each goes through the whole order, which costs nothing, and reads its share.
/// </summary>
public sealed class BatchLoader
{
    private readonly TrainingData data;
    private readonly TorchGenerator generator;
    private readonly DataOrder order;
    private readonly BatchShare share;
    private IBatchOrder training;
    private readonly long[] places;
    private readonly int[] window;
    private readonly int[] tokens;
    private readonly int[] targets;
    private IBatchOrder? evaluation;

    /// <summary>A loader of batches (batchSize, blockSize).</summary>
    /// <exception cref="DataException">The data are too short.</exception>
    public BatchLoader(TrainingData data, int batchSize, int blockSize, TorchGenerator generator, Device device, DataOrder order = DataOrder.Random)
        : this(data, batchSize, blockSize, generator, device, order, new BatchShare(Teams: 1, Team: 0, FirstRow: 0, batchSize, Batches: 1))
    {
    }

    /// <summary>A loader of a rank's share.</summary>
    /// <inheritdoc cref="BatchLoader(TrainingData, int, int, TorchGenerator, Device, DataOrder)"/>
    public BatchLoader(TrainingData data, int batchSize, int blockSize, TorchGenerator generator, Device device, DataOrder order, BatchShare share)
    {
        data.RequireLength(blockSize);
        this.share = share;
        this.data = data;
        this.generator = generator;
        this.order = order;
        BlockSize = blockSize;
        places = new long[batchSize];
        Next = new long[batchSize];
        training = Order(Split.Train, order);
        _ = Order(Split.Val, EvaluationOrder); // too short a part shows before anything was computed
        window = new int[blockSize + 1];
        tokens = new int[share.Rows * blockSize];
        targets = new int[share.Rows * blockSize];
        Tokens = Tensor.From(tokens, [share.Rows, blockSize], device);
        Targets = Tensor.From(targets, [share.Rows, blockSize], device);
    }

    /// <summary>Length of a sequence.</summary>
    public int BlockSize { get; }

    /// <summary>The batch that was loaded: (B, T) of I32.</summary>
    public Tensor Tokens { get; }

    /// <summary>Each token's next one: (B, T) of I32.</summary>
    public Tensor Targets { get; }

    /// <summary>Where the sequences of the next training batch begin.</summary>
    public long[] Next { get; }

    /// <summary>Training batches drawn so far, <see cref="Next"/> included.</summary>
    public long Drawn { get; private set; }

    private DataOrder EvaluationOrder => order == DataOrder.Shuffled ? DataOrder.Sequential : order;

    /// <summary>Draws the next training batch. Only its places: the tensors still hold the current one, which the backward pass needs.</summary>
    public void DrawNext()
    {
        training.Next(Next);
        Drawn++;
    }

    /// <summary>Loads the training batch that was drawn; of several ranks, one's own of those that they load together.</summary>
    public void LoadNext()
    {
        for (int team = 0; team < share.Teams; team++)
        {
            if (team > 0)
            {
                DrawNext();
            }

            if (team == share.Team)
            {
                Load(data.Of(Split.Train), Next);
            }
        }
    }

    /// <summary>
    /// Loads a batch of either part for an evaluation: a random one where training is at random places; else, as the originals
    /// do, the next one of an order that begins anew, so that every evaluation sees the same batches.
    /// </summary>
    /// <param name="split">The part.</param>
    /// <param name="number">The batch's number in the evaluation of this part; 0 begins one.</param>
    /// <returns>Whether it is this rank's to measure; if not, it was only drawn.</returns>
    public bool LoadForEvaluation(Split split, int number)
    {
        if (number == 0)
        {
            evaluation = Order(split, EvaluationOrder);
        }

        evaluation!.Next(places);
        bool isOwn = number % share.Teams == share.Team;
        if (isOwn)
        {
            Load(data.Of(split), places);
        }

        return isOwn;
    }

    /// <summary>Goes on with a training batch that was drawn before, from a checkpoint.</summary>
    /// <param name="saved">Where its sequences begin.</param>
    /// <param name="drawn">How many were drawn. Random places depend on the generator alone; other orders are gone through again from their beginning.</param>
    /// <exception cref="DataException">The places do not lie in the data, or are not those of this order.</exception>
    public void RestoreNext(ReadOnlySpan<long> saved, long drawn)
    {
        if (order != DataOrder.Random && saved.Length == Next.Length)
        {
            (training, Drawn) = (Order(Split.Train, order), 0);
            while (Drawn < drawn)
            {
                DrawNext();
            }
        }

        long last = data.Of(Split.Train).Count - BlockSize - 1;
        bool fits = saved.Length == Next.Length && (order == DataOrder.Random ? !saved.ContainsAnyExceptInRange(0, last) : saved.SequenceEqual(Next));
        if (!fits)
        {
            throw new DataException("The checkpoint's next batch does not fit the data, their order or the batch size: leave --batch-size and --data-order off when a run goes on.");
        }

        saved.CopyTo(Next);
        Drawn = drawn;
    }

    private IBatchOrder Order(Split split, DataOrder of)
    {
        var part = data.Of(split);
        return of switch
        {
            DataOrder.Random => new RandomOrder(part.Count, BlockSize, generator),
            DataOrder.ShuffledWindows => new WindowOrder(part.ShardLengths, BlockSize),
            _ => new ShardOrder(part.ShardLengths, Next.Length, BlockSize, shuffle: of == DataOrder.Shuffled),
        };
    }

    private void Load(ITokens part, long[] from)
    {
        for (int row = 0; row < share.Rows; row++)
        {
            part.Read(from[share.FirstRow + row], window);
            window.AsSpan(..BlockSize).CopyTo(tokens.AsSpan(row * BlockSize));
            window.AsSpan(1).CopyTo(targets.AsSpan(row * BlockSize));
        }

        Tokens.Assign(tokens);
        Targets.Assign(targets);
    }
}
