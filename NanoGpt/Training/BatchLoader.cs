namespace NanoGpt;

/// <summary>
/// Draws sequences at random places of the text. The order of the draws is nanoGPT's, so that the same seed gives the
/// same batches. The tensors are the same ones for every batch.
/// </summary>
public sealed class BatchLoader
{
    private readonly TextData data;
    private readonly TorchGenerator generator;
    private readonly int[] offsets;
    private readonly int[] tokens;
    private readonly int[] targets;

    /// <summary>A loader of batches (batchSize, blockSize).</summary>
    /// <exception cref="DataException">The text is too short.</exception>
    public BatchLoader(TextData data, int batchSize, int blockSize, TorchGenerator generator, Device device)
    {
        data.RequireLength(blockSize);
        this.data = data;
        this.generator = generator;
        BlockSize = blockSize;
        offsets = new int[batchSize];
        Next = new int[batchSize];
        tokens = new int[batchSize * blockSize];
        targets = new int[batchSize * blockSize];
        Tokens = Tensor.From(tokens, [batchSize, blockSize], device);
        Targets = Tensor.From(targets, [batchSize, blockSize], device);
    }

    /// <summary>Length of a sequence.</summary>
    public int BlockSize { get; }

    /// <summary>The batch that was loaded: (B, T) of I32.</summary>
    public Tensor Tokens { get; }

    /// <summary>Each token's next one: (B, T) of I32.</summary>
    public Tensor Targets { get; }

    /// <summary>Where the sequences of the next training batch begin.</summary>
    public int[] Next { get; }

    /// <summary>Draws the next training batch. Only its places: the tensors still hold the current one, which the backward pass needs.</summary>
    public void DrawNext() => Draw(Split.Train, Next);

    /// <summary>Loads the training batch that was drawn.</summary>
    public void LoadNext() => Load(data.Of(Split.Train), Next);

    /// <summary>Draws and loads a batch of either part.</summary>
    public void LoadRandom(Split split)
    {
        Draw(split, offsets);
        Load(data.Of(split), offsets);
    }

    /// <summary>Goes on with a training batch that was drawn before, from a checkpoint.</summary>
    /// <exception cref="DataException">The places do not lie in the text.</exception>
    public void RestoreNext(ReadOnlySpan<int> places)
    {
        int last = data.Of(Split.Train).Length - BlockSize - 1;
        if (places.Length != Next.Length || places.ContainsAnyExceptInRange(0, last))
        {
            throw new DataException("The checkpoint's next batch does not fit the text or the batch size: leave --batch-size off when a run goes on.");
        }

        places.CopyTo(Next);
    }

    private void Draw(Split split, int[] into) => generator.RandInt(0, data.Of(split).Length - BlockSize, into);

    private void Load(int[] text, int[] from)
    {
        for (int row = 0; row < from.Length; row++)
        {
            Array.Copy(text, from[row], tokens, row * BlockSize, BlockSize);
            Array.Copy(text, from[row] + 1, targets, row * BlockSize, BlockSize);
        }

        Tokens.Assign(tokens);
        Targets.Assign(targets);
    }
}
