using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = xᵖ; dx = p·xᵖ⁻¹·dy.</summary>
/// <param name="exponent">p.</param>
public readonly struct PowerOp(double exponent) : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => T.Pow(x, exponent);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => T.Of(exponent) * T.Pow(x, exponent - 1) * dy;
}
