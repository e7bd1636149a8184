namespace Makemore;

/// <summary>
/// Lecture 2's second model: the same table, learned by gradient descent. A letter, one-hot, times W gives the logarithms of counts; what
/// makes probabilities of them is called softmax. It ends where counting does.
/// </summary>
internal sealed class BigramNet
{
    /// <summary>Seed of the weights, and of the samples.</summary>
    public const ulong Seed = 2147483647;

    private readonly Vocabulary letters;
    private readonly Tensor xs;
    private readonly Tensor ys;

    /// <summary>A network with fresh weights for the pairs of some names.</summary>
    public BigramNet(BigramCounts alphabet, IEnumerable<string> names)
    {
        letters = alphabet.Letters;
        var pairs = names.SelectMany(alphabet.Pairs).ToList();
        xs = Tensor.From([.. pairs.Select(pair => pair.First)], [pairs.Count]);
        ys = Tensor.From([.. pairs.Select(pair => pair.Second)], [pairs.Count]);
        W = Tensor.Randn([letters.Size, letters.Size], new TorchGenerator(Seed)).AsParameter("W");
    }

    /// <summary>The logarithms of the counts: (letters, letters).</summary>
    public Tensor W { get; }

    /// <summary>P(second | first).</summary>
    public Tensor Probabilities
    {
        get
        {
            using var _ = Tensor.NoGrad();
            return W.Softmax(1);
        }
    }

    /// <summary>The loss in the lecture's words: one-hot, matrix product, softmax, the right letters' logarithms.</summary>
    public Tensor LossByOneHot()
    {
        var xenc = F.OneHot(xs, letters.Size); // (N, letters)
        var logits = xenc.MatMul(W); // log-counts
        var counts = logits.Exp();
        var probs = counts / counts.Sum([1], keepDim: true);
        return -probs[Tensor.Arange(xs.Count), ys].Log().Mean();
    }

    /// <summary>The same number in short, and much faster: a one-hot row times W is a row of W; cross-entropy does the rest.</summary>
    public Tensor LossByIndex() => F.CrossEntropy(F.Embedding(W, xs), ys);

    /// <summary>Steps of gradient descent over all pairs at once.</summary>
    /// <param name="steps">Number of steps.</param>
    /// <param name="learningRate">Their size.</param>
    /// <param name="regularization">Times (W²).mean(): pulls W towards 0, all letters equally likely, as smoothing does for counts.</param>
    /// <param name="stop">Asks to end before the next step.</param>
    /// <returns>The loss before each step, and after the last.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public double[] Train(int steps, double learningRate, double regularization, CancellationToken stop)
    {
        var losses = new double[steps + 1];
        for (int step = 0; step <= steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var loss = LossByIndex();
            if (regularization != 0)
            {
                loss += regularization * W.Pow(2).Mean();
            }

            losses[step] = loss.Item();
            if (step < steps)
            {
                W.ZeroGrad();
                loss.Backward();
                W.Data -= learningRate * W.Grad!;
            }
        }

        return losses;
    }
}
