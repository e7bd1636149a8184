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
    public static SplitLosses Of(Module model, NameSplits names)
    {
        model.Training = false;
        var losses = new SplitLosses(Of(model.Forward, names.Train), Of(model.Forward, names.Dev), Of(model.Forward, names.Test));
        model.Training = true;
        return losses;
    }

    /// <summary>The mean cross-entropy over a split.</summary>
    /// <param name="logits">(N, T) of I32 to (N, letters).</param>
    /// <param name="examples">The split.</param>
    public static double Of(Func<Tensor, Tensor> logits, Examples examples)
    {
        using var noGrad = Tensor.NoGrad();
        double total = 0;
        for (int start = 0; start < examples.Count; start += Chunk)
        {
            using var scope = Tensor.Scope();
            int count = Math.Min(Chunk, examples.Count - start);
            var (x, y) = examples.Range(start, count);
            total += count * F.CrossEntropy(logits(x), y).Item();
        }

        return total / examples.Count;
    }

    /// <inheritdoc/>
    public override string ToString() => $"train {Train:F7}, val {Dev:F7}, test {Test:F7}";
}
