namespace Makemore;

/// <summary>
/// Step 1: the same model, the next character from this one, as a network: logits = fc2 · relu(fc1 · wte[token]). It
/// learns by going downhill, and the slope is worked out by hand with the chain rule; nudging each weight in turn gives
/// the same slope, 3,184 times as slowly.
/// </summary>
public sealed class Step1Gradients : IRung
{
    private const int Channels = 16;
    private const double LearningRate = 1;
    private const double Temperature = 0.5;

    private readonly double[][] wte; // (vocabSize, 16): a row for each token
    private readonly double[][] fc1; // (64, 16)
    private readonly double[][] fc2; // (vocabSize, 64)

    /// <summary>Draws the weights from N(0, 0.08²).</summary>
    public Step1Gradients(int vocabSize, PythonRandom random)
    {
        wte = Matrix(vocabSize, Channels);
        fc1 = Matrix(4 * Channels, Channels);
        fc2 = Matrix(vocabSize, 4 * Channels);

        double[][] Matrix(int rows, int columns) =>
            [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => random.Gauss(0, 0.08)).ToArray())];
    }

    /// <inheritdoc/>
    public int ParameterCount => Rows.Sum(row => row.Length);

    /// <summary>All weights, a row after another.</summary>
    private IEnumerable<double[]> Rows => [.. wte, .. fc1, .. fc2];

    /// <inheritdoc/>
    public double Train(int[] tokens, double progress)
    {
        double loss = AnalyticGradient(tokens, out double[][] gradient);
        double rate = LearningRate * (1 - progress);
        foreach (var (row, slopes) in Rows.Zip(gradient))
        {
            for (int j = 0; j < row.Length; j++)
            {
                row[j] -= rate * slopes[j];
            }
        }

        return loss;
    }

    /// <inheritdoc/>
    public Func<int, double[]> StartName() => token => Softmax([.. Forward(token).Logits.Select(logit => logit / Temperature)]);

    /// <summary>The slope by nudging: how much the loss grows with each weight, one after another.</summary>
    public double[][] NumericGradient(int[] tokens, double nudge = 1e-5)
    {
        double loss = Loss(tokens);
        return [.. Rows.Select(row => Enumerable.Range(0, row.Length).Select(j => Slope(row, j)).ToArray())];

        double Slope(double[] row, int j)
        {
            double weight = row[j];
            row[j] = weight + nudge;
            double slope = (Loss(tokens) - loss) / nudge;
            row[j] = weight;
            return slope;
        }
    }

    /// <summary>The slope by the chain rule, layer by layer from the loss back to the token's row.</summary>
    /// <returns>The loss.</returns>
    public double AnalyticGradient(int[] tokens, out double[][] gradient)
    {
        double[][] dwte = ZerosLike(wte), dfc1 = ZerosLike(fc1), dfc2 = ZerosLike(fc2);
        int n = Count(tokens);
        double loss = 0;
        for (int i = 0; i < n; i++)
        {
            var (x, before, h, logits) = Forward(tokens[i]);
            double[] probabilities = Softmax(logits);
            loss -= Math.Log(probabilities[tokens[i + 1]]);

            // -ln softmax(logits)[target], over n: dlogits = (probabilities - 1 at the target) / n
            double[] dlogits = [.. probabilities.Select(p => p / n)];
            dlogits[tokens[i + 1]] -= 1.0 / n;
            double[] dh = BackwardLinear(h, fc2, dlogits, dfc2);
            double[] dbefore = [.. dh.Zip(before, (slope, v) => v > 0 ? slope : 0)]; // relu
            double[] dx = BackwardLinear(x, fc1, dbefore, dfc1);
            for (int j = 0; j < dx.Length; j++)
            {
                dwte[tokens[i]][j] += dx[j];
            }
        }

        gradient = [.. dwte, .. dfc1, .. dfc2];
        return loss / n;
    }

    private static int Count(int[] tokens) => Math.Min(MicrogptLadder.BlockSize, tokens.Length - 1);

    private static double[][] ZerosLike(double[][] matrix) => [.. matrix.Select(row => new double[row.Length])];

    private static double[] Linear(double[] x, double[][] w) => [.. w.Select(row => row.Zip(x, (a, b) => a * b).Sum())];

    /// <summary>y = w x: dw += dy xᵀ, and dx = wᵀ dy is returned.</summary>
    private static double[] BackwardLinear(double[] x, double[][] w, double[] dy, double[][] dw)
    {
        var dx = new double[x.Length];
        for (int i = 0; i < dy.Length; i++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                dw[i][j] += dy[i] * x[j];
                dx[j] += w[i][j] * dy[i];
            }
        }

        return dx;
    }

    private static double[] Softmax(double[] logits)
    {
        double max = logits.Max();
        double[] exps = [.. logits.Select(logit => Math.Exp(logit - max))];
        double total = exps.Sum();
        return [.. exps.Select(e => e / total)];
    }

    private (double[] X, double[] Before, double[] H, double[] Logits) Forward(int token)
    {
        double[] x = wte[token];
        double[] before = Linear(x, fc1);
        double[] h = [.. before.Select(v => Math.Max(0, v))];
        return (x, before, h, Linear(h, fc2));
    }

    private double Loss(int[] tokens)
    {
        int n = Count(tokens);
        return Enumerable.Range(0, n).Sum(i => -Math.Log(Softmax(Forward(tokens[i]).Logits)[tokens[i + 1]])) / n;
    }
}
