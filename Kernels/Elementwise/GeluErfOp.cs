using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// GELU, exact (PyTorch's default): y = x·Φ(x) with Φ(x) = 0.5 (1 + erf(x/√2)), the normal distribution's probability
/// below x; dx = (Φ(x) + x·φ(x))·dy with its density φ(x) = e^(-x²/2) / √(2π).
/// </summary>
public readonly struct GeluErfOp : IUnary
{
    private const double OneOverSqrtTwo = 0.70710678118654752440;
    private const double OneOverSqrtTwoPi = 0.39894228040143267794;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => x * Probability(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
    {
        T density = T.Of(OneOverSqrtTwoPi) * T.Exp(T.Of(-0.5) * x * x);
        return (Probability(x) + (x * density)) * dy;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Probability<T>(T x)
        where T : unmanaged, IReal<T>
        => T.Of(0.5) * (T.Of(1) + T.Erf(x * T.Of(OneOverSqrtTwo)));
}
