using static Makemore.ScalarLayers;

namespace Makemore;

/// <summary>
/// Step 3: the model sees the whole name so far. Each position asks (a query) what the earlier ones have to offer (their
/// keys), and takes a mean of their values, weighted by how well they answer. With position embeddings, residual
/// connections and normalisation it has the structure of a GPT.
/// </summary>
/// <inheritdoc/>
internal sealed class Step3Attention<T> : GradientRung<T>
    where T : IScalar<T>
{
    private readonly T[][] wte; // (vocabSize, 16): what the token is
    private readonly T[][] wpe; // (16, 16): where it stands
    private readonly T[][] wq, wk, wv, wo; // (16, 16) each
    private readonly T[][] fc1; // (64, 16)
    private readonly T[][] fc2; // (16, 64)
    private readonly T[][] head; // (vocabSize, 16)

    /// <summary>Draws the weights.</summary>
    public Step3Attention(int vocabSize, IScalarEngine<T> engine, PythonRandom random)
        : base(engine, random, learningRate: 0.1)
    {
        wte = Matrix(vocabSize, Channels);
        wpe = Matrix(MicrogptLadder.BlockSize, Channels);
        wq = Matrix(Channels, Channels);
        wk = Matrix(Channels, Channels);
        wv = Matrix(Channels, Channels);
        wo = Matrix(Channels, Channels);
        fc1 = Matrix(4 * Channels, Channels);
        fc2 = Matrix(Channels, 4 * Channels);
        head = Matrix(vocabSize, Channels);
    }

    /// <inheritdoc/>
    protected override Func<int, T[]> Begin()
    {
        List<T[]> keys = [], values = []; // of the name so far
        return token =>
        {
            var x = RmsNorm(Add(wte[token], wpe[keys.Count]));

            // Attention: communicate.
            var normed = RmsNorm(x);
            var query = Linear(normed, wq);
            keys.Add(Linear(normed, wk));
            values.Add(Linear(normed, wv));
            T[] scores = [.. keys.Select(key => T.Dot(query, key) * (1 / Math.Sqrt(Channels)))];
            var weights = Softmax(scores);
            T[] mixed = [.. Enumerable.Range(0, Channels).Select(j => T.Dot(weights, [.. values.Select(value => value[j])]))];
            x = Add(Linear(mixed, wo), x);

            // Perceptron: compute.
            x = Add(Linear(Relu(Linear(RmsNorm(x), fc1)), fc2), x);
            return Linear(x, head);
        };
    }
}
