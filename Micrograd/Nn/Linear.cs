namespace Micrograd;

/// <summary>y = x·Wᵀ + b, over the last axis.</summary>
public sealed class Linear : Module
{
    /// <summary>Draws the weights as PyTorch does: W, then b, uniform in ±1/√inputs.</summary>
    /// <param name="inputs">Size of x's last axis.</param>
    /// <param name="outputs">Size of y's last axis.</param>
    /// <param name="bias">Whether to add b.</param>
    /// <param name="generator">Where the numbers come from; null: the common generator.</param>
    /// <param name="device">Where the weights live; null: the default device.</param>
    public Linear(int inputs, int outputs, bool bias = true, TorchGenerator? generator = null, Device? device = null)
    {
        Weight = Parameter("weight", Tensor.Zeros([outputs, inputs], device));
        Init.KaimingUniform(Weight, inputs, generator);
        if (bias)
        {
            Bias = Parameter("bias", Tensor.Zeros([outputs], device));
            Init.Uniform(Bias, 1 / Math.Sqrt(inputs), generator);
        }
    }

    /// <summary>A layer over parameters that exist: an output layer that shares the embedding's table.</summary>
    /// <param name="weight">W: (outputs, inputs).</param>
    /// <param name="bias">b: (outputs), or null.</param>
    public Linear(Tensor weight, Tensor? bias = null)
    {
        Weight = Parameter("weight", weight);
        Bias = bias is null ? null : Parameter("bias", bias);
    }

    /// <summary>(outputs, inputs).</summary>
    public Tensor Weight { get; }

    /// <summary>(outputs), or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => F.Linear(x, Weight, Bias);
}
