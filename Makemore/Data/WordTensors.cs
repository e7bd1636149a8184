namespace Makemore;

/// <summary>The tensors of a batch of words, which are filled again and again.</summary>
internal sealed class WordTensors
{
    private readonly int blockSize;
    private readonly int[] tokens;
    private readonly int[] targets;

    /// <summary>Room for (B, T).</summary>
    public WordTensors(int batchSize, int blockSize, Device device)
    {
        this.blockSize = blockSize;
        tokens = new int[batchSize * blockSize];
        targets = new int[batchSize * blockSize];
        Tokens = Tensor.From(tokens, [batchSize, blockSize], device);
        Targets = Tensor.From(targets, [batchSize, blockSize], device);
    }

    /// <summary>(B, T) of I32: what the model reads.</summary>
    public Tensor Tokens { get; }

    /// <summary>(B, T) of I32: what it shall say.</summary>
    public Tensor Targets { get; }

    /// <summary>Loads B words.</summary>
    public void Load(CharDataset data, ReadOnlySpan<int> words)
    {
        for (int row = 0; row < words.Length; row++)
        {
            data.Encode(words[row], tokens.AsSpan(row * blockSize, blockSize), targets.AsSpan(row * blockSize, blockSize));
        }

        Tokens.Assign(tokens);
        Targets.Assign(targets);
    }
}
