using ILGPU;

namespace Kernels;

/// <summary>What the backward pass of layer normalisation reads.</summary>
internal readonly struct LayerNormInputs(ArrayView<float> x, ArrayView<float> gamma, ArrayView<float> mean, ArrayView<float> rstd, ArrayView<float> dy)
{
    /// <summary>The mean of a row.</summary>
    public float Mean(int row) => mean[row];

    /// <summary>1 / √(variance + eps) of a row.</summary>
    public float Rstd(int row) => rstd[row];

    /// <summary>The gain of a column.</summary>
    public float Gamma(int column) => gamma[column];

    /// <summary>The upstream gradient.</summary>
    public float Dy(int i) => dy[i];

    /// <summary>x̂ = (x - mean)·rstd.</summary>
    public float Normalised(int i, float mean, float rstd) => (x[i] - mean) * rstd;
}
