namespace Micrograd;

/// <summary>What bends a neuron's sum.</summary>
public enum Nonlinearity
{
    /// <summary>Nothing.</summary>
    Linear,

    /// <summary>max(0, x): micrograd's.</summary>
    ReLU,

    /// <summary>tanh x: lecture 1's.</summary>
    Tanh,
}

/// <summary>f(b + w₁x₁ + w₂x₂ + ...): weights from U(-1, 1), drawn in order; the bias starts at 0.</summary>
/// <param name="inputs">Number of inputs.</param>
/// <param name="random">Draws the weights.</param>
/// <param name="nonlinearity">f.</param>
public sealed class Neuron(int inputs, PythonRandom random, Nonlinearity nonlinearity)
{
    private readonly Value[] w = [.. Enumerable.Range(0, inputs).Select(_ => new Value(random.Uniform(-1, 1)))];
    private readonly Value b = new(0);

    /// <summary>The weights, then the bias.</summary>
    public IEnumerable<Value> Parameters => [.. w, b];

    /// <summary>Its output for as many inputs as it has weights.</summary>
    public Value Forward(IReadOnlyList<Value> x)
    {
        if (x.Count != w.Length)
        {
            throw new ArgumentException($"Neuron: {x.Count} inputs for {w.Length} weights; give it {w.Length}.", nameof(x));
        }

        var sum = b;
        for (int i = 0; i < w.Length; i++)
        {
            sum += w[i] * x[i];
        }

        return nonlinearity switch
        {
            Nonlinearity.ReLU => sum.Relu(),
            Nonlinearity.Tanh => sum.Tanh(),
            _ => sum,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nonlinearity}Neuron({w.Length})";
}

/// <summary>Neurons side by side: each sees all inputs.</summary>
/// <param name="inputs">Number of inputs.</param>
/// <param name="outputs">Number of neurons.</param>
/// <param name="random">Draws the weights.</param>
/// <param name="nonlinearity">Of each neuron.</param>
public sealed class Layer(int inputs, int outputs, PythonRandom random, Nonlinearity nonlinearity)
{
    private readonly Neuron[] neurons = [.. Enumerable.Range(0, outputs).Select(_ => new Neuron(inputs, random, nonlinearity))];

    /// <summary>Those of all neurons, in order.</summary>
    public IEnumerable<Value> Parameters => neurons.SelectMany(neuron => neuron.Parameters);

    /// <summary>One number for each neuron.</summary>
    public Value[] Forward(IReadOnlyList<Value> x) => [.. neurons.Select(neuron => neuron.Forward(x))];

    /// <inheritdoc/>
    public override string ToString() => $"Layer of [{string.Join(", ", neurons.AsEnumerable())}]";
}

/// <summary>Layers one after another: a multi-layer perceptron.</summary>
/// <param name="inputs">Number of inputs.</param>
/// <param name="outputs">Number of neurons in each layer.</param>
/// <param name="random">Draws the weights.</param>
/// <param name="hidden">Of all layers but the last.</param>
/// <param name="last">Of the last layer.</param>
public sealed class Mlp(
    int inputs, int[] outputs, PythonRandom random, Nonlinearity hidden = Nonlinearity.ReLU, Nonlinearity last = Nonlinearity.Linear)
{
    private readonly Layer[] layers =
    [
        .. outputs.Select((size, i) => new Layer(i == 0 ? inputs : outputs[i - 1], size, random, i == outputs.Length - 1 ? last : hidden)),
    ];

    /// <summary>Everything that is learned.</summary>
    public IReadOnlyList<Value> Parameters { get => field ??= [.. layers.SelectMany(layer => layer.Parameters)]; }

    /// <summary>The last layer's outputs.</summary>
    public IReadOnlyList<Value> Forward(IReadOnlyList<Value> x) => layers.Aggregate(x, (h, layer) => layer.Forward(h));

    /// <summary>Forgets all gradients: they add up otherwise.</summary>
    public void ZeroGrad()
    {
        foreach (var p in Parameters)
        {
            p.Grad = 0;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"MLP of [{string.Join(", ", layers.AsEnumerable())}]";
}
