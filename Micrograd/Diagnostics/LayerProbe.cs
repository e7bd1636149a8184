namespace Micrograd;

/// <summary>
/// A chain of layers that can be watched: while it is, every layer's output and the gradient that comes back to it are kept until
/// the scope or the next forward pass ends them.
/// </summary>
public sealed class LayerProbe : Module
{
    private readonly Sequential layers;
    private readonly List<(string Name, Module Layer, Tensor Output)> outputs = [];

    /// <summary>Watches a chain.</summary>
    public LayerProbe(Sequential layers) => this.layers = Child("layers", layers);

    /// <summary>Whether to keep what flows through the layers.</summary>
    public bool IsWatching { get; set; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        outputs.Clear();
        foreach (var (name, layer) in layers.Children)
        {
            x = layer.Forward(x);
            if (IsWatching)
            {
                outputs.Add((name, layer, x.RetainGrad()));
            }
        }

        return x;
    }

    /// <summary>What the layers of a kind said in the last forward pass.</summary>
    public IReadOnlyList<Distribution> Activations<TLayer>()
        where TLayer : Module
        => Distributions<TLayer>(output => output);

    /// <summary>The gradients of their outputs, after <see cref="Tensor.Backward()"/>.</summary>
    /// <exception cref="InvalidOperationException">There was no backward pass.</exception>
    public IReadOnlyList<Distribution> Gradients<TLayer>()
        where TLayer : Module
        => Distributions<TLayer>(output => output.Grad ?? throw new InvalidOperationException("The layers have no gradients yet: call Backward() on the loss first."));

    private IReadOnlyList<Distribution> Distributions<TLayer>(Func<Tensor, Tensor> part)
        where TLayer : Module
        => [.. outputs.Where(output => output.Layer is TLayer).Select(output => Distribution.Of($"layer {output.Name} ({output.Layer.GetType().Name})", part(output.Output)))];
}
