namespace NanoGpt;

/// <summary>How many tasks were solved.</summary>
/// <param name="Tasks">Of so many.</param>
/// <param name="BySum">By the sum of the endings' losses: acc.</param>
/// <param name="ByMean">By their mean, which does not favour short endings: acc_norm.</param>
public readonly record struct HellaSwagScore(int Tasks, int BySum, int ByMean)
{
    /// <summary>Share solved by the sum.</summary>
    public double Accuracy => (double)BySum / Tasks;

    /// <summary>Share solved by the mean.</summary>
    public double NormalisedAccuracy => (double)ByMean / Tasks;
}

/// <summary>
/// HellaSwag as build-nanogpt measures it, by completion: the model does not see the four endings side by side; each is
/// scored by how likely the model finds it after the context, and the likeliest is its answer.
/// </summary>
/// <param name="model">What to measure.</param>
/// <param name="codec">Its tokens.</param>
public sealed class HellaSwag(LanguageModel model, TextCodec codec)
{
    /// <summary>Solves tasks.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="progress">Gets the score so far.</param>
    /// <param name="stop">Ends the measurement early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    /// <exception cref="DataException">An ending does not fit into the model's context.</exception>
    public HellaSwagScore Solve(IEnumerable<HellaSwagTask> tasks, Action<HellaSwagScore>? progress = null, CancellationToken stop = default)
    {
        using var noGrad = Tensor.NoGrad();
        bool wasTraining = model.Training;
        model.Training = false;
        try
        {
            var score = default(HellaSwagScore);
            foreach (var task in tasks)
            {
                stop.ThrowIfCancellationRequested();
                var losses = Losses(task);
                score = new HellaSwagScore(
                    score.Tasks + 1,
                    score.BySum + (Least(losses, loss => loss.Sum) == task.Label ? 1 : 0),
                    score.ByMean + (Least(losses, loss => loss.Mean) == task.Label ? 1 : 0));
                progress?.Invoke(score);
            }

            return score;
        }
        finally
        {
            model.Training = wasTraining;
        }
    }

    /// <summary>The tokens of the context and of each ending, as build-nanogpt's render_example has them.</summary>
    internal (int[] Context, int[][] Endings) Render(HellaSwagTask task) =>
        (codec.EncodeText(task.Context), [.. task.Endings.Select(ending => codec.EncodeText(" " + ending))]); // GPT-2's words begin with their blank

    /// <summary>Each ending's loss after the context, summed over its tokens and on average.</summary>
    internal (double Sum, double Mean)[] Losses(HellaSwagTask task)
    {
        using var scope = Tensor.Scope();
        var (context, endings) = Render(task);
        int length = context.Length + endings.Max(ending => ending.Length);
        int cut = Math.Max(0, length - 1 - model.BlockSize); // what does not fit goes, at the beginning
        if (cut >= context.Length)
        {
            throw new DataException($"An ending of HellaSwag has {endings.Max(ending => ending.Length)} tokens, which do not fit into the model's context of {model.BlockSize} behind any beginning: use a model with a longer context.");
        }

        int t = length - cut - 1;
        var x = new int[endings.Length * t];
        var y = new int[endings.Length * t];
        Array.Fill(y, LanguageModel.IgnoredTarget); // the context, and what fills short rows, do not count
        for (int row = 0; row < endings.Length; row++)
        {
            int[] tokens = [.. context.Skip(cut), .. endings[row]];
            tokens.AsSpan(0, Math.Min(t, tokens.Length)).CopyTo(x.AsSpan(row * t));
            int begin = context.Length - cut - 1; // the context's last token predicts the ending's first
            endings[row].CopyTo(y.AsSpan((row * t) + begin));
        }

        var logits = model.Forward(Tensor.From(x, [endings.Length, t], model.Device)); // (4, T, V)
        var targets = Tensor.From(y, [endings.Length, t], model.Device);
        var losses = new (double, double)[endings.Length];
        for (int row = 0; row < endings.Length; row++)
        {
            double mean = F.CrossEntropy(logits[row], targets[row], LanguageModel.IgnoredTarget).Item();
            losses[row] = (mean * endings[row].Length, mean);
        }

        return losses;
    }

    private static int Least((double Sum, double Mean)[] losses, Func<(double Sum, double Mean), double> by) =>
        Array.IndexOf(losses, losses.MinBy(by));
}
