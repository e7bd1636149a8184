namespace NanoGpt;

/// <summary>Measures a model on several batches: one batch is too noisy to see progress by.</summary>
/// <param name="model">What to measure.</param>
/// <param name="batches">Where batches come from.</param>
/// <param name="iterations">Batches of each part.</param>
/// <param name="group">Who measures together, each rank its share of the batches; null: this process alone.</param>
/// <param name="ranksOfBatch">Ranks that share a batch, each some of its rows.</param>
public sealed class Evaluator(LanguageModel model, BatchLoader batches, int iterations, ProcessGroup? group = null, int ranksOfBatch = 1)
{
    private readonly ProcessGroup group = group ?? ProcessGroup.Single;

    /// <summary>Measures, without dropout and without a history.</summary>
    /// <param name="step">Steps trained before.</param>
    /// <param name="stop">Ends the measurement early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public Evaluation Evaluate(int step, CancellationToken stop = default)
    {
        model.Training = false;
        try
        {
            return new Evaluation(step, MeanLoss(Split.Train, stop), MeanLoss(Split.Val, stop));
        }
        finally
        {
            model.Training = true;
        }
    }

    private double MeanLoss(Split split, CancellationToken stop)
    {
        using var noGrad = Tensor.NoGrad();
        using var all = Tensor.Scope();
        var losses = Tensor.Zeros([iterations], model.Device); // read once, at the end: a GPU goes on meanwhile
        for (int i = 0; i < iterations; i++)
        {
            if (group.Any(stop.IsCancellationRequested))
            {
                throw new OperationCanceledException(stop);
            }

            using var scope = Tensor.Scope();
            if (batches.LoadForEvaluation(split, i))
            {
                losses.Narrow(0, i, 1).Assign(model.Loss(batches.Tokens, batches.Targets));
            }
        }

        return group.Gather(losses.ToDoubles().Sum()).Sum() / iterations / ranksOfBatch;
    }
}
