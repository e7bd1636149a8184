namespace Makemore;

/// <summary>
/// How every model from step 2 on is trained: compute the loss of a name, let the engine find the slopes, go downhill.
/// What is left for a step to say is its parameters and its <see cref="Begin"/>.
/// </summary>
/// <typeparam name="T">The engine's number: an object or a place on a tape.</typeparam>
/// <param name="engine">Computes gradients.</param>
/// <param name="random">Draws the weights.</param>
/// <param name="learningRate">At the first step; it falls to 0 along a line.</param>
internal abstract class GradientRung<T>(IScalarEngine<T> engine, PythonRandom random, double learningRate) : IRung
    where T : IScalar<T>
{
    /// <summary>Numbers that stand for a character.</summary>
    protected const int Channels = 16;

    private const double Temperature = 0.5;

    private readonly List<T> parameters = [];

    /// <inheritdoc/>
    public int ParameterCount => parameters.Count;

    /// <summary>Everything that is learned, in the order in which it was drawn.</summary>
    protected IReadOnlyList<T> Parameters => parameters;

    /// <inheritdoc/>
    public double Train(int[] tokens, double progress)
    {
        engine.Forget();
        var next = Begin();
        int n = Math.Min(MicrogptLadder.BlockSize, tokens.Length - 1);
        var losses = new T[n];
        for (int i = 0; i < n; i++)
        {
            losses[i] = -ScalarLayers.Softmax(next(tokens[i]))[tokens[i + 1]].Log();
        }

        var loss = ScalarLayers.Sum(losses) * (1.0 / n);
        engine.Backward(loss);
        Update(learningRate * (1 - progress));
        return loss.Data;
    }

    /// <inheritdoc/>
    public Func<int, double[]> StartName()
    {
        engine.Forget();
        var next = Begin();
        return token =>
        {
            T[] sharper = Array.ConvertAll(next(token), logit => logit * (1 / Temperature));
            return Array.ConvertAll(ScalarLayers.Softmax(sharper), p => p.Data);
        };
    }

    /// <summary>The model: each call of the function takes a name's next token and gives the logits of the one after it.</summary>
    protected abstract Func<int, T[]> Begin();

    /// <summary>A matrix (rows, columns) of parameters from N(0, 0.08²).</summary>
    protected T[][] Matrix(int rows, int columns)
    {
        var matrix = new T[rows][];
        for (int i = 0; i < rows; i++)
        {
            matrix[i] = [.. Enumerable.Range(0, columns).Select(_ => engine.Parameter(random.Gauss(0, 0.08)))];
            parameters.AddRange(matrix[i]);
        }

        return matrix;
    }

    /// <summary>Stochastic gradient descent: p -= rate · dloss/dp.</summary>
    protected virtual void Update(double rate)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            var p = parameters[i];
            p.Data -= rate * p.Grad;
            p.Grad = 0;
        }
    }
}
