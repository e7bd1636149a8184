namespace Makemore;

/// <summary>
/// Step 0: a table of how often which character followed which. Counting is the exact solution of this model; the later
/// steps look for theirs with gradients, because no formula gives it.
/// </summary>
/// <param name="vocabSize">Number of tokens.</param>
internal sealed class Step0Counting(int vocabSize) : IRung
{
    private readonly int[,] counts = new int[vocabSize, vocabSize]; // row: the token, column: the one after it

    /// <inheritdoc/>
    public int ParameterCount => counts.Length;

    /// <inheritdoc/>
    public double Train(int[] tokens, double progress)
    {
        int n = Math.Min(MicrogptLadder.BlockSize, tokens.Length - 1);
        double loss = 0;
        for (int i = 0; i < n; i++)
        {
            loss -= Math.Log(Probabilities(tokens[i])[tokens[i + 1]]);
        }

        for (int i = 0; i < n; i++)
        {
            counts[tokens[i], tokens[i + 1]]++; // afterwards: nothing is predicted from itself
        }

        return loss / n;
    }

    /// <inheritdoc/>
    public Func<int, double[]> StartName() => Probabilities;

    /// <summary>Every count is taken as one more than it is, so that nothing is impossible.</summary>
    private double[] Probabilities(int token)
    {
        double[] row = [.. Enumerable.Range(0, vocabSize).Select(next => counts[token, next] + 1.0)];
        double total = row.Sum();
        return [.. row.Select(count => count / total)];
    }
}
