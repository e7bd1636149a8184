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
        Weights(config, vocabSize), trains ? Activations(config, vocabSize) : null, device,
        FormattableString.Invariant($"{config.BatchSize} x {config.BlockSize} tokens"), "n-embd, n-layer, block-size or batch-size");

    /// <summary>Each block has 12 C x C matrices' worth of weights: 3 of queries, keys and values, 1 of projection, 8 of the MLP.</summary>
    private static double Weights(TrainConfig config, double v)
    {
        double c = config.NEmbd;
        if (config.Model == ModelKind.Llama)
        {
            return config.ToLlamaConfig((int)v).ParameterCount;
        }

        return config.Model == ModelKind.Bigram
            ? v * v
            : (12 * c * c * config.NLayer) + ((v + config.BlockSize) * c) + (config.TieWeights ? 0 : v * c);
    }

    private static double Activations(TrainConfig config, double v)
    {
        double blocks = config.Recompute == Recomputation.Blocks
            ? config.NLayer + ChannelsPerBlock // what goes into each block, and the one block that is computed again
            : (double)ChannelsPerBlock * config.NLayer;
        double channels = config.Model == ModelKind.Bigram ? 0 : blocks * config.NEmbd;
        return (double)config.BatchSize * config.BlockSize * (channels + (2 * v)); // logits and their gradient
    }
}
