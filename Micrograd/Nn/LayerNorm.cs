namespace Micrograd;

/// <summary>Layer normalisation over the last axis, with a learned scale and an optional shift.</summary>
public sealed class LayerNorm : Module
{
    private readonly double eps;

    /// <summary>Starts with scale 1 and shift 0.</summary>
    /// <param name="size">Size of the last axis.</param>
    /// <param name="bias">Whether there is a shift.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="device">Where the parameters live; null: the default device.</param>
    public LayerNorm(int size, bool bias = true, double eps = 1e-5, Device? device = null)
    {
        this.eps = eps;
        Weight = Parameter("weight", Tensor.Ones([size], device));
        Bias = bias ? Parameter("bias", Tensor.Zeros([size], device)) : null;
    }

    /// <summary>The scale, gamma.</summary>
    public Tensor Weight { get; }

    /// <summary>The shift, beta; or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => F.LayerNorm(x, Weight, Bias, eps);

    /// <summary>
    /// Of a residual stream x to which a branch still has to be added: sum = x + f, and y, the sum normalised, in one pass over memory.
    /// </summary>
    /// <param name="x">(..., size).</param>
    /// <param name="f">(..., size); null: nothing is added.</param>
    public (Tensor Sum, Tensor Y) Forward(Tensor x, Tensor? f) => f is null ? (x, Forward(x)) : F.AddLayerNorm(x, f, Weight, Bias, eps);
}
