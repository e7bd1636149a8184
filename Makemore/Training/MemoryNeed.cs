namespace Makemore;

/// <summary>How much memory a run wants, estimated before any is taken.</summary>
internal static class MemoryNeed
{
    /// <summary>What a position leaves in a transformer block for the backward pass, in channels; a recurrent cell leaves as much.</summary>
    private const double ChannelsPerBlock = 18;

    /// <summary>Makes sure that the device has the memory.</summary>
    /// <param name="kind">Which model.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="batchSize">Words in a batch; null: the model is not trained.</param>
    /// <param name="device">Where the numbers will lie.</param>
    /// <exception cref="DataException">It has not.</exception>
    public static void Require(ModelKind kind, ModelConfig sizes, int? batchSize, Device device)
    {
        double positions = (double)(batchSize ?? 0) * sizes.BlockSize;
        double? activations = batchSize is null ? null : positions * (PerPosition(kind, sizes) + (2.0 * sizes.VocabSize)); // logits and their gradient
        string batch = FormattableString.Invariant($"{batchSize} words of {sizes.BlockSize} letters");
        MemoryBudget.Require(Weights(kind, sizes), activations, device, batch, "n-embd, n-embd2, n-layer or batch-size, or words of fewer different characters");
    }

    private static double Weights(ModelKind kind, ModelConfig sizes)
    {
        double v = sizes.VocabSize, t = sizes.BlockSize, c = sizes.NEmbd, h = sizes.NEmbd2;
        return kind switch
        {
            ModelKind.Transformer => (12 * c * c * sizes.NLayer) + (((2 * v) + t) * c),
            ModelKind.Bigram or ModelKind.BigramCounts => v * v,
            ModelKind.Mlp or ModelKind.Batchnorm => (v * c) + (t * c * h) + (h * v),
            ModelKind.Wavenet => (v * c) + (2 * c * h) + (2 * h * h * Math.Log2(t)) + (h * v),
            ModelKind.Bow => (((2 * v) + t) * c) + (2 * c * h),
            _ => (v * c) + (4 * (c + h) * h) + (h * v),
        };
    }

    private static double PerPosition(ModelKind kind, ModelConfig sizes)
    {
        double t = sizes.BlockSize, c = sizes.NEmbd, h = sizes.NEmbd2;
        return kind switch
        {
            ModelKind.Transformer => ChannelsPerBlock * sizes.NLayer * c,
            ModelKind.Bigram or ModelKind.BigramCounts => 0,
            ModelKind.Mlp or ModelKind.Batchnorm => (t * c) + (3 * h),
            ModelKind.Wavenet => 2 * t * (c + h),
            ModelKind.Bow => (4 * c) + (2 * h),
            _ => ChannelsPerBlock * (c + h),
        };
    }
}
