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
            weights, trains ? Activations(config, vocabSize, device) + (IsMixed(config) ? BFloat16Share(device) * weights : 0) : null, device,
            FormattableString.Invariant($"{config.BatchSize} x {config.BlockSize} tokens"), "n-embd, n-layer, block-size or batch-size");
    }

    /// <summary>
    /// Numbers that a batch leaves for the backward pass, with the gradients of one block, which are there at a time. A number in bf16
    /// counts as the share of one that it takes: half on a GPU, all elsewhere.
    /// </summary>
    /// <param name="config">The sizes.</param>
    /// <param name="v">V.</param>
    /// <param name="device">Where they will lie.</param>
    public static double Activations(TrainConfig config, double v, Device device)
    {
        double between = IsMixed(config) ? BFloat16Share(device) : 1, block = NumbersInBlock(config, between);
        double blocks = config.Recompute == Recomputation.Blocks
            ? ((double)config.NLayer * config.NEmbd) + (2 * block) // what goes into each block, and the one block that is computed again
            : (config.NLayer + 1.0) * block;
        double numbers = config.Model == ModelKind.Bigram ? 0 : blocks;
        return (double)config.BatchSize * config.BlockSize * (numbers + (between * v)); // logits, whose place their gradient takes
    }

    /// <summary>Whether there is something between products that can be bf16; a bigram is a table of logits.</summary>
    private static bool IsMixed(TrainConfig config) => config.Dtype == NumberType.Bfloat16 && config.Model != ModelKind.Bigram;

    /// <summary>The memory of a bf16 number as a share of a float's.</summary>
    private static double BFloat16Share(Device device) => (double)device.BFloat16Type.Size() / device.FloatType.Size();

    /// <summary>
    /// What a position leaves in a block. Of C channels each: two sums, of the residual stream; then, between the products, two norms, two projections and the
    /// attention's result, queries, keys and values, and the MLP's inside.
    /// </summary>
    /// <param name="config">The sizes.</param>
    /// <param name="between">How many numbers one between products counts for.</param>
    private static double NumbersInBlock(TrainConfig config, double between)
    {
        const int Sums = 2, Common = 5;
        double c = config.NEmbd;
        if (config.Model != ModelKind.Llama)
        {
            const int Attention = 3, MlpSides = 2 * 4;
            return (Sums + (between * (Common + Attention + MlpSides))) * c;
        }

        var shape = config.ToLlamaConfig(vocabSize: 1);
        double keys = (double)shape.NKvHeads * shape.HeadSize, hidden = shape.HiddenDim;
        double repeated = shape.NKvHeads < shape.NHeads ? 5 * c : 0; // keys and values for every head, then beside the queries
        return (Sums * c) + (between * ((Common * c) + (2 * (c + (2 * keys))) + repeated + (3 * hidden))); // before and after the turning; w1, w3 and their product
    }
}
