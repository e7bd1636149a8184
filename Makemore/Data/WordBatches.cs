namespace Makemore;

/// <summary>
/// Words drawn at random, with replacement, without end. The draws are those of PyTorch's DataLoader over a RandomSampler, so that
/// the same seed gives the same batches. The tensors are the same ones for every batch.
/// </summary>
public sealed class WordBatches
{
    private readonly CharDataset data;
    private readonly int[] chosen;
    private readonly WordTensors tensors;

    /// <summary>Batches (B, T) of words.</summary>
    /// <param name="data">The words.</param>
    /// <param name="batchSize">B.</param>
    /// <param name="generator">The run's generator, of which the loader takes two draws.</param>
    /// <param name="device">Where the tensors live.</param>
    public WordBatches(CharDataset data, int batchSize, TorchGenerator generator, Device device)
    {
        this.data = data;
        chosen = new int[batchSize];
        tensors = new WordTensors(batchSize, data.BlockSize, device);
        Generator = Sampler(generator);
    }

    /// <summary>What draws the words: a generator of the sampler's own, so that neither an evaluation nor a sample changes the training.</summary>
    public TorchGenerator Generator { get; }

    /// <summary>(B, T) of I32: what the model reads.</summary>
    public Tensor Tokens => tensors.Tokens;

    /// <summary>(B, T) of I32: what it shall say.</summary>
    public Tensor Targets => tensors.Targets;

    /// <summary>Draws and loads the next batch.</summary>
    public void LoadNext()
    {
        Generator.RandInt(0, data.Count, chosen);
        tensors.Load(data, chosen);
    }

    /// <summary>
    /// The generator that PyTorch's random samplers make when an epoch begins: a DataLoader draws 64 bits for its workers, then
    /// the sampler 64 bits for its seed.
    /// </summary>
    internal static TorchGenerator Sampler(TorchGenerator generator)
    {
        Seed(generator);
        return new TorchGenerator(Seed(generator));
    }

    private static ulong Seed(TorchGenerator generator) => ((ulong)generator.NextUInt32() << 32) | generator.NextUInt32();
}
