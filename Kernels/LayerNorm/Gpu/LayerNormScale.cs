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

    /// <summary>gamma in a warp's registers.</summary>
    public LaneRow Gains(int columns) => LaneRow.Load(gamma, 0, columns, 0f);

    /// <summary>beta in a warp's registers; zeros where there is none.</summary>
    public LaneRow Shifts(int columns) => LaneRow.Load(beta, 0, hasBeta != 0 ? columns : 0, 0f);

    /// <summary>gamma in a warp's registers, as <see cref="LaneEights"/> has rows there.</summary>
    public LaneRow GainsInEights(int columns) => LaneEights.Load(new FloatNumbers(gamma), 0, columns, 0f);

    /// <summary>beta likewise.</summary>
    public LaneRow ShiftsInEights(int columns) => LaneEights.Load(new FloatNumbers(beta), 0, hasBeta != 0 ? columns : 0, 0f);
}
