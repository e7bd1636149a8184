namespace Micrograd;

/// <summary>
/// Whether a device has the memory that a run wants, asked before any is taken: a size with a zero too many gets an answer,
/// where the system would otherwise end the process without a word.
/// </summary>
public static class MemoryBudget
{
    private const double GiB = 1 << 30;

    /// <summary>A weight's own number, its gradient, and AdamW's two moments.</summary>
    private const int NumbersPerWeight = 4;

    /// <summary>Makes sure that the device has the memory.</summary>
    /// <param name="weights">Numbers that the model learns.</param>
    /// <param name="activations">Numbers that a batch leaves for the backward pass; null: the model is not trained.</param>
    /// <param name="device">Where the numbers will lie.</param>
    /// <param name="batch">The batch in words.</param>
    /// <param name="advice">Which options to make smaller.</param>
    /// <exception cref="DataException">It has not.</exception>
    public static void Require(double weights, double? activations, Device device, string batch, string advice)
    {
        double numbers = activations is { } left ? (NumbersPerWeight * weights) + left : weights;
        double bytes = numbers * device.FloatType.Size();
        long available = device.MemoryBytes;
        string who = device is CudaDevice or OpenClDevice ? $"the device {device}" : "this machine";
        if (bytes > available)
        {
            throw new DataException(FormattableString.Invariant(
                $"A model of {weights:N0} parameters{(activations is null ? "" : $", trained on batches of {batch},")} wants about {bytes / GiB:N0} GiB of memory, ")
                + FormattableString.Invariant($"but {who} has {available / GiB:N0}: choose a smaller {advice}."));
        }
    }
}
