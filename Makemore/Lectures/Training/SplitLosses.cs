namespace Makemore;

/// <summary>What a model loses on whole splits: the numbers that the lectures compare models by.</summary>
/// <param name="Train">On the names it trained on.</param>
/// <param name="Dev">On names it never saw; what the lectures also call val.</param>
/// <param name="Test">On the last names, for the very end.</param>
public sealed record SplitLosses(double Train, double Dev, double Test)
{
    /// <summary>Examples at a time: a whole split's activations would take gigabytes.</summary>
    private const int Chunk = 4096;

    /// <summary>Evaluates a model: batch norm uses its running statistics.</summary>
    /// <param name="model">The model.</param>
    /// <param name="names">The splits.</param>
    /// <param name="most">No more than so many examples of each, the first: quicker, and rougher.</param>
    public static SplitLosses Of(Module model, NameSplits names, int most = int.MaxValue)
    {
        model.Training = false;
        var losses = new SplitLosses(Of(model.Forward, names.Train, most), Of(model.Forward, names.Dev, most), Of(model.Forward, names.Test, most));
        model.Training = true;
        return losses;
    }

    /// <summary>The mean cross-entropy over a split.</summary>
    /// <param name="logits">(N, T) of I32 to (N, letters).</param>
    /// <param name="examples">The split.</param>
    /// <param name="most">No more than so many examples, the first.</param>
    public static double Of(Func<Tensor, Tensor> logits, Examples examples, int most = int.MaxValue)
    {
        using var noGrad = Tensor.NoGrad();
        double total = 0;
        int all = Math.Min(most, examples.Count);
        for (int start = 0; start < all; start += Chunk)
        {
            using var scope = Tensor.Scope();
            int count = Math.Min(Chunk, all - start);
            var (x, y) = examples.Range(start, count);
            total += count * F.CrossEntropy(logits(x), y).Item();
        }

        return total / all;
    }

    /// <inheritdoc/>
    public override string ToString() => $"train {Train:F7}, val {Dev:F7}, test {Test:F7}";
}
