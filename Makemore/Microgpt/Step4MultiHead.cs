using static Makemore.ScalarLayers;

namespace Makemore;

/// <summary>
/// Step 4: several heads, each with its own quarter of queries, keys and values, ask different questions at the same
/// time; and a block of attention and perceptron can be repeated in layers. As many parameters as before.
/// </summary>
/// <inheritdoc/>
internal class Step4MultiHead<T> : GradientRung<T>
    where T : IScalar<T>
{
    private const int Layers = 1;
    private const int Heads = 4;
    private const int HeadSize = Channels / Heads;

    private readonly T[][] wte; // (vocabSize, 16)
    private readonly T[][] wpe; // (16, 16)
    private readonly T[][] head; // (vocabSize, 16)
    private readonly Block[] blocks;

    /// <summary>Draws the weights, and trains with gradient descent.</summary>
    public Step4MultiHead(int vocabSize, IScalarEngine<T> engine, PythonRandom random)
        : this(vocabSize, engine, random, learningRate: 0.1)
    {
    }

    /// <summary>Draws the weights.</summary>
    protected Step4MultiHead(int vocabSize, IScalarEngine<T> engine, PythonRandom random, double learningRate)
        : base(engine, random, learningRate)
    {
        wte = Matrix(vocabSize, Channels);
        wpe = Matrix(MicrogptLadder.BlockSize, Channels);
        head = Matrix(vocabSize, Channels);
        blocks = new Block[Layers];
        for (int i = 0; i < Layers; i++)
        {
            blocks[i] = new Block(
                Wq: Matrix(Channels, Channels),
                Wk: Matrix(Channels, Channels),
                Wv: Matrix(Channels, Channels),
                Wo: Matrix(Channels, Channels),
                Fc1: Matrix(4 * Channels, Channels),
                Fc2: Matrix(Channels, 4 * Channels));
        }
    }

    /// <inheritdoc/>
    protected override Func<int, T[]> Begin()
    {
        var caches = Array.ConvertAll(blocks, _ => new Cache([], []));
        return token =>
        {
            var x = RmsNorm(Add(wte[token], wpe[caches[0].Keys.Count]));
            foreach (var (block, cache) in blocks.Zip(caches))
            {
                x = Add(Attend(RmsNorm(x), block, cache), x); // communicate
                x = Add(Linear(Relu(Linear(RmsNorm(x), block.Fc1)), block.Fc2), x); // then compute
            }

            return Linear(x, head);
        };
    }

    private static T[] Attend(T[] x, Block block, Cache cache)
    {
        var query = Linear(x, block.Wq);
        cache.Keys.Add(Linear(x, block.Wk));
        cache.Values.Add(Linear(x, block.Wv));
        var mixed = new T[Channels];
        for (int from = 0; from < Channels; from += HeadSize)
        {
            int to = from + HeadSize;
            T[] scores = [.. cache.Keys.Select(key => T.Dot(query.AsSpan(from..to), key.AsSpan(from..to)) * (1 / Math.Sqrt(HeadSize)))];
            var weights = Softmax(scores);
            for (int j = from; j < to; j++)
            {
                mixed[j] = T.Dot(weights, [.. cache.Values.Select(value => value[j])]);
            }
        }

        return Linear(mixed, block.Wo);
    }

    private sealed record Block(T[][] Wq, T[][] Wk, T[][] Wv, T[][] Wo, T[][] Fc1, T[][] Fc2);

    /// <summary>Of the name so far, in one layer.</summary>
    private sealed record Cache(List<T[]> Keys, List<T[]> Values);
}
