using ILGPU;

namespace Kernels;

/// <summary>
/// One float of a GPU's thread: the number that pointwise formulas are compiled for there. CUDA's own tanh is off by up
/// to 2⁻¹¹, so tanh, the normal distribution and log are the polynomials of the processor's registers; exp is the GPU's (2⁻²², and
/// |x| · 2⁻²⁴ more for large |x|, since it computes 2 to the power of x · log₂ e, a rounded number).
/// </summary>
/// <param name="v">The number.</param>
internal readonly struct GpuFloat(float v) : IFloatBits<GpuFloat>
{
    /// <summary>The number.</summary>
    public readonly float Value = v;

    /// <inheritdoc/>
    public static GpuFloat Of(double value) => new((float)value);

    /// <inheritdoc/>
    public static GpuFloat operator +(GpuFloat a, GpuFloat b) => new(a.Value + b.Value);

    /// <inheritdoc/>
    public static GpuFloat operator -(GpuFloat a, GpuFloat b) => new(a.Value - b.Value);

    /// <inheritdoc/>
    public static GpuFloat operator -(GpuFloat a) => new(-a.Value);

    /// <inheritdoc/>
    public static GpuFloat operator *(GpuFloat a, GpuFloat b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public static GpuFloat operator /(GpuFloat a, GpuFloat b) => new(a.Value / b.Value);

    /// <inheritdoc/>
    public static GpuFloat MultiplyAdd(GpuFloat a, GpuFloat b, GpuFloat c) => new((a.Value * b.Value) + c.Value);

    /// <inheritdoc/>
    public static GpuFloat Max(GpuFloat a, GpuFloat b) => new(a.Value > b.Value || float.IsNaN(a.Value) ? a.Value : b.Value);

    /// <inheritdoc/>
    public static GpuFloat Min(GpuFloat a, GpuFloat b) => new(a.Value < b.Value || float.IsNaN(a.Value) ? a.Value : b.Value);

    /// <inheritdoc/>
    public static GpuFloat Clamp(GpuFloat x, GpuFloat low, GpuFloat high) => x.Value < low.Value ? low : x.Value > high.Value ? high : x;

    /// <inheritdoc/>
    public static GpuFloat IfPositive(GpuFloat test, GpuFloat then, GpuFloat otherwise) => test.Value > 0 ? then : otherwise;

    /// <inheritdoc/>
    public static GpuFloat Sqrt(GpuFloat x) => new(MathF.Sqrt(x.Value));

    /// <inheritdoc/>
    public static GpuFloat Exp(GpuFloat x) => new(MathF.Exp(x.Value));

    /// <inheritdoc/>
    public static GpuFloat Log(GpuFloat x) => SimdLog.Of(x);

    /// <inheritdoc/>
    public static GpuFloat Tanh(GpuFloat x) => SimdTanh.Of(x);

    /// <inheritdoc/>
    public static GpuFloat NormalTail(GpuFloat x, out GpuFloat density) => SimdNormal.Tail(x, out density);

    /// <inheritdoc/>
    public static GpuFloat Pow(GpuFloat x, double exponent)
    {
        float e = (float)exponent;
        return e switch
        {
            2 => x * x,
            3 => x * x * x,
            1 => x,
            0.5f => Sqrt(x),
            -1 => Of(1) / x,
            -0.5f => Of(1) / Sqrt(x),
            _ => new(MathF.Pow(x.Value, e)),
        };
    }

    /// <inheritdoc/>
    public static GpuFloat ScaleByPowerOfTwo(GpuFloat x, GpuFloat n)
    {
        // As for the processor's registers: 2ⁿ may lie outside a float's range where x · 2ⁿ does not.
        int whole = (int)n.Value;
        int half = whole >> 1;
        return new(x.Value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    /// <inheritdoc/>
    public static GpuFloat SplitExponent(GpuFloat x, out GpuFloat mantissa)
    {
        int bits = (int)Interop.FloatAsInt(x.Value);
        int exponent = (bits - SimdLog.SqrtHalfBits) >> 23;
        mantissa = new(Interop.IntAsFloat((uint)(bits - (exponent << 23))));
        return new(exponent);
    }

    /// <summary>2ⁿ by writing the exponent's bits.</summary>
    private static float PowerOfTwo(int n) => Interop.IntAsFloat((uint)((n + 127) << 23));
}
