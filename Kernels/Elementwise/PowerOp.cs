using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = xᵖ; dx = p·xᵖ⁻¹·dy.</summary>
/// <param name="exponent">p. Squares and cubes, the common cases, are multiplied out.</param>
public readonly struct PowerOp(double exponent) : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => Power(x, exponent);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => T.Of(exponent) * Power(x, exponent - 1) * dy;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Power<T>(T x, double p)
        where T : unmanaged, IReal<T>
    {
        return p switch
        {
            1 => x,
            2 => x * x,
            3 => x * x * x,
            _ => T.Pow(x, p),
        };
    }
}
