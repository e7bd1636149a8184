namespace NanoGpt;

/// <summary>How much memory a run wants, estimated before any is taken.</summary>
public static class MemoryNeed
{
    /// <summary>
    /// What a position leaves in a block for the backward pass, in channels: two norms, two projections and two sums of 1,
    /// attention of 1, queries, keys and values of 3, the MLP's two sides of 4.
    /// </summary>
    private const int ChannelsPerBlock = 18;

    /// <summary>Makes sure that the device has the memory.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="vocabSize">V.</param>
    /// <param name="device">Where the numbers will lie.</param>
    /// <param name="trains">Whether gradients, moments and a batch's activations are needed too.</param>
    /// <exception cref="DataException">It has not.</exception>
    public static void Require(TrainConfig config, int vocabSize, Device device, bool trains) => MemoryBudget.Require(
        ParameterCount.Of(config, vocabSize), trains ? Activations(config, vocabSize) : null, device,
        FormattableString.Invariant($"{config.BatchSize} x {config.BlockSize} tokens"), "n-embd, n-layer, block-size or batch-size");

    /// <summary>Numbers that a batch leaves for the backward pass.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="v">V.</param>
    public static double Activations(TrainConfig config, double v)
    {
        double blocks = config.Recompute == Recomputation.Blocks
            ? config.NLayer + ChannelsPerBlock // what goes into each block, and the one block that is computed again
            : (double)ChannelsPerBlock * config.NLayer;
        double channels = config.Model == ModelKind.Bigram ? 0 : blocks * config.NEmbd;
        return (double)config.BatchSize * config.BlockSize * (channels + (2 * v)); // logits and their gradient
    }
}
