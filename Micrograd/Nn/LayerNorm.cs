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

    /// <summary>The same of a residual stream, to which a branch may still have to be added: both in one pass over memory.</summary>
    /// <param name="x">(..., size).</param>
    /// <returns>(..., size).</returns>
    public Tensor Forward(ResidualStream x) => x.Normalised(Weight, Bias, eps);
}
