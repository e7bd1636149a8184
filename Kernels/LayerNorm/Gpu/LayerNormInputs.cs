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

    /// <summary>The gains of four neighbouring columns, aligned.</summary>
    public Float4 GammaQuad(int column) => gamma.Cast<Float4>()[column / 4];

    /// <summary>Four neighbouring upstream gradients, aligned.</summary>
    public Float4 DyQuad(int i) => dy.Cast<Float4>()[i / 4];

    /// <summary>x̂ of four neighbours, aligned.</summary>
    public Float4 NormalisedQuad(int i, float mean, float rstd)
    {
        var four = x.Cast<Float4>()[i / 4];
        return new Float4((four.X - mean) * rstd, (four.Y - mean) * rstd, (four.Z - mean) * rstd, (four.W - mean) * rstd);
    }

    /// <summary>All gains, in a warp's registers.</summary>
    public LaneRow GammaRow(int columns) => LaneRow.Load(gamma, 0, columns, 0f);

    /// <summary>A row of upstream gradients, in a warp's registers.</summary>
    public LaneRow DyRow(int row, int columns) => LaneRow.Load(dy, row * columns, columns, 0f);

    /// <summary>x̂ of a row, in a warp's registers, and 0 beyond.</summary>
    public LaneRow NormalisedRow(int row, int columns, float mean, float rstd) =>
        LaneRow.Load(x, row * columns, columns, mean).Map(new CenteredMap(mean, rstd));
}
