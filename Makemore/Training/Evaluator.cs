namespace Makemore;

/// <summary>Measures a model on words drawn without replacement.</summary>
/// <param name="model">What to measure.</param>
/// <param name="generator">Where the order of the words comes from; as PyTorch's DataLoader, each part takes two draws.</param>
public sealed class Evaluator(LanguageModel model, TorchGenerator generator)
{
    private const int BatchSize = 100;

    /// <summary>makemore asks for 10 batches, and looks whether it has them after one more.</summary>
    private const int MaxBatches = 11;

    /// <summary>The mean losses of both parts, without a history.</summary>
    /// <param name="step">The step to report.</param>
    /// <param name="data">The words.</param>
    /// <param name="stop">Ends the measurement early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public Evaluation Evaluate(int step, WordData data, CancellationToken stop = default)
    {
        model.Training = false;
        try
        {
            return new Evaluation(step, MeanLoss(data.Train, stop), MeanLoss(data.Test, stop));
        }
        finally
        {
            model.Training = true;
        }
    }

    /// <summary>The mean of the losses of batches of 100 words, without a history.</summary>
    /// <param name="words">The words.</param>
    /// <param name="stop">Ends the measurement early.</param>
    /// <param name="maxBatches">How many batches at most.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public double MeanLoss(CharDataset words, CancellationToken stop = default, int maxBatches = MaxBatches)
    {
        using var noGrad = Tensor.NoGrad();
        var losses = new List<double>();
        foreach (int[] batch in WordBatches.Sampler(generator).RandPerm(words.Count).Chunk(BatchSize).Take(maxBatches))
        {
            stop.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var tensors = new WordTensors(batch.Length, words.BlockSize, model.Device);
            tensors.Load(words, batch);
            losses.Add(model.Loss(tensors.Tokens, tensors.Targets).Item());
        }

        return losses.Average();
    }
}
