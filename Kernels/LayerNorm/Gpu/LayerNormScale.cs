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

    /// <summary>Differences from the mean become results, for four neighbouring columns of aligned rows.</summary>
    public void Apply(float[] numbers, int at, float rstd, int column)
    {
        var gains = gamma.Cast<Float4>()[column / 4];
        var shifts = hasBeta != 0 ? beta.Cast<Float4>()[column / 4] : new Float4(0, 0, 0, 0);
        numbers[at] = (numbers[at] * rstd * gains.X) + shifts.X;
        numbers[at + 1] = (numbers[at + 1] * rstd * gains.Y) + shifts.Y;
        numbers[at + 2] = (numbers[at + 2] * rstd * gains.Z) + shifts.Z;
        numbers[at + 3] = (numbers[at + 3] * rstd * gains.W) + shifts.W;
    }
}
