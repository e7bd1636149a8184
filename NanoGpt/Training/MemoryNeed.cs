namespace NanoGpt;

/// <summary>How much memory a run wants, estimated before any is taken.</summary>
public static class MemoryNeed
{
    /// <summary>Makes sure that the device has the memory.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="vocabSize">V.</param>
    /// <param name="device">Where the numbers will lie.</param>
    /// <param name="trains">Whether gradients, moments and a batch's activations are needed too.</param>
    /// <exception cref="DataException">It has not.</exception>
    public static void Require(TrainConfig config, int vocabSize, Device device, bool trains)
    {
        double weights = ParameterCount.Of(config, vocabSize);
        MemoryBudget.Require(
            weights, trains ? Activations(config, vocabSize, device) + (RoundedShare(config, device) * weights) : null, device,
            FormattableString.Invariant($"{config.BatchSize} x {config.BlockSize} tokens"), "n-embd, n-layer, block-size or batch-size");
    }

    /// <summary>
    /// Numbers that a batch leaves for the backward pass, with the gradients of one block, which are there at a time. A number in bf16
    /// counts as the share of one that it takes.
    /// </summary>
    /// <param name="config">The sizes.</param>
    /// <param name="v">V.</param>
    /// <param name="device">Where they will lie.</param>
    public static double Activations(TrainConfig config, double v, Device device)
    {
        double rounded = RoundedShare(config, device), block = NumbersInBlock(config, rounded);
        double blocks = config.Recompute == Recomputation.Blocks
            ? ((double)config.NLayer * config.NEmbd) + (2 * block) // what goes into each block, and the one block that is computed again
            : (config.NLayer + 1.0) * block;
        double numbers = config.Model == ModelKind.Bigram ? 0 : blocks + (rounded * config.NEmbd); // and what goes into the output layer
        return (double)config.BatchSize * config.BlockSize * (numbers + ((2 + rounded) * v)); // logits and their gradient
    }

    /// <summary>The memory of an operand's copy for mixed precision, as a share of the operand's; 0: there is none.</summary>
    private static double RoundedShare(TrainConfig config, Device device) =>
        config.Dtype == NumberType.Bfloat16 && config.Model != ModelKind.Bigram ? (double)device.BFloat16Type.Size() / device.FloatType.Size() : 0;

    /// <summary>
    /// What a position leaves in a block. Of C channels each: two norms, two projections, two sums and the attention's result; then
    /// queries, keys and values, and the MLP's inside. Mixed precision adds the rounded operands of the block's products.
    /// </summary>
    private static double NumbersInBlock(TrainConfig config, double rounded)
    {
        const int Common = 7;
        double c = config.NEmbd;
        if (config.Model != ModelKind.Llama)
        {
            const int Attention = 3, MlpSides = 2 * 4, Operands = 1 + 1 + 1 + 4;
            return (Common + Attention + MlpSides + (rounded * Operands)) * c;
        }

        var shape = config.ToLlamaConfig(vocabSize: 1);
        double keys = (double)shape.NKvHeads * shape.HeadSize, hidden = shape.HiddenDim;
        double repeated = shape.NKvHeads < shape.NHeads ? 5 * c : 0; // keys and values for every head, then beside the queries
        const int LlamaOperands = 1 + 1 + 2; // wqkv's, wo's, w1's and w3's
        return (Common * c) + (2 * (c + (2 * keys))) + repeated + (3 * hidden) // before and after the turning; w1, w3 and their product
            + (rounded * ((LlamaOperands * c) + hidden));
    }
}
