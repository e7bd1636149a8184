namespace Makemore;

/// <summary>
/// Lecture 5's network: lecture 4's with a bias before the batch norm. Nothing starts at 0 or 1, where wrong gradients can look right.
/// </summary>
internal sealed class NinjaParameters
{
    /// <summary>Numbers a letter.</summary>
    public const int Embedding = 10;

    /// <summary>Letters of context.</summary>
    public const int BlockSize = 3;

    /// <summary>Size of the alphabet.</summary>
    public const int Letters = 27;

    /// <summary>Draws the weights in the lecture's order.</summary>
    /// <param name="hidden">Neurons of the hidden layer.</param>
    /// <param name="g">Draws most of them.</param>
    /// <param name="unseeded">Draws bngain and bnbias; in the lecture, the common generator without a seed.</param>
    public NinjaParameters(int hidden, TorchGenerator g, TorchGenerator unseeded)
    {
        C = Tensor.Randn([Letters, Embedding], g).AsParameter("C");
        W1 = (Tensor.Randn([BlockSize * Embedding, hidden], g) * (5.0 / 3) / Math.Sqrt(BlockSize * Embedding)).AsParameter("W1");
        B1 = (Tensor.Randn([hidden], g) * 0.1).AsParameter("b1");
        W2 = (Tensor.Randn([hidden, Letters], g) * 0.1).AsParameter("W2");
        B2 = (Tensor.Randn([Letters], g) * 0.1).AsParameter("b2");
        BnGain = ((Tensor.Randn([1, hidden], unseeded) * 0.1) + 1).AsParameter("bngain");
        BnBias = (Tensor.Randn([1, hidden], unseeded) * 0.1).AsParameter("bnbias");
    }

    /// <summary>The embedding of each letter: (letters, embedding).</summary>
    public Tensor C { get; }

    /// <summary>(3·embedding, hidden).</summary>
    public Tensor W1 { get; }

    /// <summary>(hidden); batch norm takes it away again.</summary>
    public Tensor B1 { get; }

    /// <summary>(hidden, letters).</summary>
    public Tensor W2 { get; }

    /// <summary>(letters).</summary>
    public Tensor B2 { get; }

    /// <summary>(1, hidden).</summary>
    public Tensor BnGain { get; }

    /// <summary>(1, hidden).</summary>
    public Tensor BnBias { get; }

    /// <summary>All of them, in the lecture's order.</summary>
    public IReadOnlyList<Tensor> All => [C, W1, B1, W2, B2, BnGain, BnBias];

    /// <summary>Number of learned numbers.</summary>
    public int Count => All.Sum(parameter => parameter.Count);
}
