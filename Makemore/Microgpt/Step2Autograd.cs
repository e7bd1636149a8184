namespace Makemore;

/// <summary>Step 2: step 1's network and losses, without a line about gradients: the engine knows the chain rule.</summary>
/// <inheritdoc/>
internal sealed class Step2Autograd<T> : GradientRung<T>
    where T : IScalar<T>
{
    private readonly T[][] wte; // (vocabSize, 16)
    private readonly T[][] fc1; // (64, 16)
    private readonly T[][] fc2; // (vocabSize, 64)

    /// <summary>Draws the weights.</summary>
    public Step2Autograd(int vocabSize, IScalarEngine<T> engine, PythonRandom random)
        : base(engine, random, learningRate: 1)
    {
        wte = Matrix(vocabSize, Channels);
        fc1 = Matrix(4 * Channels, Channels);
        fc2 = Matrix(vocabSize, 4 * Channels);
    }

    /// <inheritdoc/>
    protected override Func<int, T[]> Begin() =>
        token => ScalarLayers.Linear(ScalarLayers.Relu(ScalarLayers.Linear(wte[token], fc1)), fc2);
}
