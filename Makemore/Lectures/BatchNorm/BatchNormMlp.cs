namespace Makemore;

/// <summary>
/// Lecture 4's network before it is cut into layers: <see cref="TanhMlp"/> with batch normalisation (Ioffe and Szegedy 2015) before the
/// tanh: hpreact = bngain·(hpreact - mean)/std + bnbias, with the batch's own mean and unbiased standard deviation, and no epsilon.
/// The hidden layer has no bias of its own: the mean would take it away again.
/// </summary>
internal sealed class BatchNormMlp : Module
{
    private const double Momentum = 0.001;

    private readonly Tensor c;
    private readonly Tensor w1;
    private readonly Tensor w2;
    private readonly Tensor b2;
    private readonly Tensor bngain;
    private readonly Tensor bnbias;
    private readonly Tensor meanRunning;
    private readonly Tensor stdRunning;
    private readonly int inputs;

    /// <summary>Draws the weights in the lecture's order.</summary>
    public BatchNormMlp(int letters, int blockSize, int embedding, int hidden, TorchGenerator g)
    {
        inputs = blockSize * embedding;
        c = Parameter("C", Tensor.Randn([letters, embedding], g));
        w1 = Parameter("W1", Tensor.Randn([inputs, hidden], g) * (5.0 / 3) / Math.Sqrt(inputs));
        w2 = Parameter("W2", Tensor.Randn([hidden, letters], g) * 0.01);
        b2 = Parameter("b2", Tensor.Randn([letters], g) * 0);
        bngain = Parameter("bngain", Tensor.Ones([hidden]));
        bnbias = Parameter("bnbias", Tensor.Zeros([hidden]));
        meanRunning = Tensor.Zeros([hidden]);
        stdRunning = Tensor.Ones([hidden]);
    }

    /// <summary>(B, T) of I32 to (B, letters).</summary>
    public override Tensor Forward(Tensor x)
    {
        var emb = F.Embedding(c, x); // (B, T, embedding), as C[x]
        var hpreact = Normalise(emb.Reshape(-1, inputs).MatMul(w1)); // (B, hidden)
        return hpreact.Tanh().MatMul(w2) + b2;
    }

    /// <summary>In training the running statistics follow the batches' slowly; afterwards they take their place.</summary>
    private Tensor Normalise(Tensor hpreact)
    {
        if (!Training)
        {
            return (bngain * (hpreact - meanRunning) / stdRunning) + bnbias;
        }

        var (normalised, mean, variance) = F.BatchNorm(hpreact, bngain, bnbias, eps: 0, correction: 1);
        using (Tensor.NoGrad())
        {
            meanRunning.Data = ((1 - Momentum) * meanRunning) + (Momentum * mean);
            stdRunning.Data = ((1 - Momentum) * stdRunning) + (Momentum * variance.Sqrt());
        }

        return normalised;
    }
}
