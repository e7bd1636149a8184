using ILGPU;

namespace Kernels;

/// <summary>Gain and shift of the normalised numbers, the shift optional.</summary>
/// <param name="gamma">(columns).</param>
/// <param name="beta">(columns); anything where there is none.</param>
/// <param name="hasBeta">1, or 0 for none.</param>
internal readonly struct LayerNormScale(ArrayView<float> gamma, ArrayView<float> beta, int hasBeta)
{
    /// <summary>x̂·gamma + beta.</summary>
    public float Of(float normalised, int column) => (normalised * gamma[column]) + (hasBeta != 0 ? beta[column] : 0);
}
