namespace Makemore;

/// <summary>How the weights of a <see cref="TanhMlp"/> start: standard normal numbers times these factors.</summary>
/// <param name="W1">Of the hidden layer's weights.</param>
/// <param name="B1">Of its bias.</param>
/// <param name="W2">Of the output layer's weights.</param>
/// <param name="B2">Of its bias.</param>
internal sealed record MlpInit(double W1 = 1, double B1 = 1, double W2 = 1, double B2 = 1);

/// <summary>
/// Lecture 3's network (Bengio et al. 2003): the letters' embeddings side by side, a hidden layer with tanh, an output layer.
/// </summary>
internal sealed class TanhMlp : Module
{
    private readonly Tensor w1;
    private readonly Tensor b1;
    private readonly Tensor w2;
    private readonly Tensor b2;
    private readonly int inputs;

    /// <summary>Draws the weights in the lecture's order.</summary>
    public TanhMlp(int letters, int blockSize, int embedding, int hidden, MlpInit init, TorchGenerator g)
    {
        inputs = blockSize * embedding;
        C = Parameter("C", Tensor.Randn([letters, embedding], g));
        w1 = Parameter("W1", Tensor.Randn([inputs, hidden], g) * init.W1);
        b1 = Parameter("b1", Tensor.Randn([hidden], g) * init.B1);
        w2 = Parameter("W2", Tensor.Randn([hidden, letters], g) * init.W2);
        b2 = Parameter("b2", Tensor.Randn([letters], g) * init.B2);
    }

    /// <summary>The embedding of each letter: (letters, embedding).</summary>
    public Tensor C { get; }

    /// <summary>(B, T) of I32 to (B, letters).</summary>
    public override Tensor Forward(Tensor x) => Hidden(x).MatMul(w2) + b2;

    /// <summary>What the hidden neurons say: (B, hidden).</summary>
    public Tensor Hidden(Tensor x)
    {
        var emb = F.Embedding(C, x); // (B, T, embedding), as C[x]
        return (emb.Reshape(-1, inputs).MatMul(w1) + b1).Tanh();
    }
}
