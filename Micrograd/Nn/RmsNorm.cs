namespace Micrograd;

/// <summary>RMS normalisation over the last axis, with a learned scale.</summary>
public sealed class RmsNorm : Module
{
    private readonly double eps;

    /// <summary>Starts with scale 1.</summary>
    /// <param name="size">Size of the last axis.</param>
    /// <param name="eps">Added to the mean square.</param>
    /// <param name="device">Where the scale lives; null: the default device.</param>
    public RmsNorm(int size, double eps = 1e-5, Device? device = null)
    {
        this.eps = eps;
        Weight = Parameter("weight", Tensor.Ones([size], device));
    }

    /// <summary>The scale, gamma.</summary>
    public Tensor Weight { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => F.RmsNorm(x, Weight, eps);
}
