namespace NanoGpt;

/// <summary>How well a model predicts a text.</summary>
/// <param name="Loss">Mean cross-entropy of a token, in nats.</param>
/// <param name="Tokens">How many were predicted.</param>
/// <param name="Bytes">How many bytes they stand for; null: nobody knows.</param>
public readonly record struct Score(double Loss, long Tokens, long? Bytes)
{
    /// <summary>e to the loss: among how many equally likely tokens the model seems to choose.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>The same for any tokenizer, which the loss of a token is not: bits for each byte of the text.</summary>
    public double? BitsPerByte => Bytes is > 0 ? Loss * Tokens / (Math.Log(2) * Bytes) : null;
}

/// <summary>
/// Measures a model on windows of a text. Each position of a window is predicted from those before it in the window. A text
/// that is shorter than a window is one window.
/// </summary>
public sealed class WindowEvaluator
{
    private readonly LanguageModel model;
    private readonly ITokens tokens;
    private readonly TextCodec? codec;
    private readonly int batchSize;
    private readonly int length;

    /// <summary>An evaluator of one model on one text.</summary>
    /// <param name="model">What to measure.</param>
    /// <param name="tokens">The text.</param>
    /// <param name="codec">Tells the bytes of a token; null: they are not counted.</param>
    /// <param name="batchSize">Windows that are computed at once; fewer if there are not so many.</param>
    /// <exception cref="DataException">There is nothing to predict.</exception>
    public WindowEvaluator(LanguageModel model, ITokens tokens, TextCodec? codec, int batchSize)
    {
        (this.model, this.tokens, this.codec, this.batchSize) = (model, tokens, codec, batchSize);
        length = (int)Math.Min(model.BlockSize, tokens.Count - 1);
        if (length < 1)
        {
            throw new DataException($"The part of the text to evaluate has {tokens.Count} tokens; at least 2 are needed, one to predict from and one to predict. Give a longer text, or another --split.");
        }
    }

    /// <summary>Length of a window, in tokens.</summary>
    public int WindowLength => length;

    /// <summary>Number of windows that lie side by side in the text; what is left at the end is shorter than one.</summary>
    public long WindowCount => (tokens.Count - 1) / length;

    /// <summary>Measures on every window, each token once.</summary>
    /// <param name="progress">Gets the share that is done.</param>
    /// <param name="stop">Ends the measurement early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public Score Sequential(Action<double>? progress = null, CancellationToken stop = default) => Measure(Batches(), WindowCount, progress, stop);

    /// <summary>Measures on windows at random places, as nanoGPT's estimate_loss draws them.</summary>
    /// <param name="iterations">Batches.</param>
    /// <param name="generator">What draws.</param>
    /// <param name="progress">Gets the share that is done.</param>
    /// <param name="stop">Ends the measurement early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public Score Random(int iterations, TorchGenerator generator, Action<double>? progress = null, CancellationToken stop = default)
    {
        return Measure(Draws(), (long)iterations * batchSize, progress, stop);

        IEnumerable<long[]> Draws()
        {
            var drawn = new long[batchSize];
            for (int i = 0; i < iterations; i++)
            {
                generator.RandInt(0, tokens.Count - length, drawn);
                yield return drawn;
            }
        }
    }

    /// <summary>The beginnings of the windows, a batch at a time.</summary>
    private IEnumerable<long[]> Batches()
    {
        for (long window = 0; window < WindowCount; window += batchSize)
        {
            var starts = new long[(int)Math.Min(batchSize, WindowCount - window)];
            for (int i = 0; i < starts.Length; i++)
            {
                starts[i] = (window + i) * length;
            }

            yield return starts;
        }
    }

    private Score Measure(IEnumerable<long[]> batches, long windows, Action<double>? progress, CancellationToken stop)
    {
        using var noGrad = Tensor.NoGrad();
        bool wasTraining = model.Training;
        model.Training = false;
        try
        {
            double sum = 0;
            long predicted = 0, bytes = 0, done = 0;
            foreach (long[] starts in batches)
            {
                stop.ThrowIfCancellationRequested();
                using var scope = Tensor.Scope();
                var (x, y, ofBatch) = Load(starts);
                sum += model.Loss(x, y).Item() * y.Count;
                predicted += y.Count;
                bytes += ofBatch;
                done += starts.Length;
                progress?.Invoke((double)done / windows);
            }

            return new Score(sum / predicted, predicted, codec is null ? null : bytes);
        }
        finally
        {
            model.Training = wasTraining;
        }
    }

    private (Tensor Tokens, Tensor Targets, long Bytes) Load(long[] starts)
    {
        var x = new int[starts.Length * length];
        var y = new int[starts.Length * length];
        var window = new int[length + 1];
        for (int row = 0; row < starts.Length; row++)
        {
            tokens.Read(starts[row], window);
            window.AsSpan(..length).CopyTo(x.AsSpan(row * length));
            window.AsSpan(1).CopyTo(y.AsSpan(row * length));
        }

        int[] shape = [starts.Length, length];
        return (Tensor.From(x, shape, model.Device), Tensor.From(y, shape, model.Device), codec is null ? 0 : y.Sum(token => (long)codec.ByteCount(token)));
    }
}
