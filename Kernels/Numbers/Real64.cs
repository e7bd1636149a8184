namespace Kernels;

/// <summary>One double: the oracle's number.</summary>
/// <param name="v">The number.</param>
public readonly struct Real64(double v) : IReal<Real64>
{
    /// <summary>The number.</summary>
    public double Value { get; } = v;

    /// <inheritdoc/>
    public static Real64 Of(double value) => new(value);

    /// <inheritdoc/>
    public static Real64 operator +(Real64 a, Real64 b) => new(a.Value + b.Value);

    /// <inheritdoc/>
    public static Real64 operator -(Real64 a, Real64 b) => new(a.Value - b.Value);

    /// <inheritdoc/>
    public static Real64 operator -(Real64 a) => new(-a.Value);

    /// <inheritdoc/>
    public static Real64 operator *(Real64 a, Real64 b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public static Real64 operator /(Real64 a, Real64 b) => new(a.Value / b.Value);

    /// <inheritdoc/>
    public static Real64 MultiplyAdd(Real64 a, Real64 b, Real64 c) => new(Math.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    /// <inheritdoc/>
    public static Real64 Max(Real64 a, Real64 b) => new(Math.Max(a.Value, b.Value));

    /// <inheritdoc/>
    public static Real64 Min(Real64 a, Real64 b) => new(Math.Min(a.Value, b.Value));

    /// <inheritdoc/>
    public static Real64 Sqrt(Real64 x) => new(Math.Sqrt(x.Value));

    /// <inheritdoc/>
    public static Real64 Exp(Real64 x) => new(Math.Exp(x.Value));

    /// <inheritdoc/>
    public static Real64 Log(Real64 x) => new(Math.Log(x.Value));

    /// <inheritdoc/>
    public static Real64 Tanh(Real64 x) => new(Math.Tanh(x.Value));

    /// <inheritdoc/>
    public static Real64 NormalTail(Real64 x, out Real64 density)
    {
        density = new(Math.Exp(-0.5 * x.Value * x.Value) / Math.Sqrt(2 * Math.PI));
        return new(0.5 * ErrorFunction.Complement(-x.Value / Math.Sqrt(2)));
    }

    /// <inheritdoc/>
    public static Real64 Pow(Real64 x, double exponent) => new(Math.Pow(x.Value, exponent));

    /// <inheritdoc/>
    public static Real64 IfPositive(Real64 test, Real64 then, Real64 otherwise) => test.Value > 0 ? then : otherwise;
}
