using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// GELU in the tanh approximation of GPT-2 (Hendrycks and Gimpel 2016): y = 0.5x (1 + tanh u), u = √(2/π) (x + 0.044715x³).
/// </summary>
/// <remarks>
/// 0.5 (1 + tanh u) = s, the sigmoid of 2u: one exponential e = e⁻²ᵘ instead of a tanh. So y = x·s with s = 1 / (1 + e) and,
/// since s' = 2s (1 - s)·u', dx = s (1 + 2x (1 - s)·u')·dy with u' = √(2/π) (1 + 3·0.044715x²). Where s is almost 1, e·s is
/// the exact 1 - s.
/// </remarks>
public readonly struct GeluTanhOp : IUnary
{
    private const double SqrtTwoOverPi = 0.79788456080286535588;
    private const double Cubic = 0.044715;

    /// <summary>Keeps e finite, so that e·s is 1 and not ∞·0.</summary>
    private const double Largest = 1e37;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => x / (T.Of(1) + Exponential(x, x * x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
    {
        T squared = x * x;
        T e = T.Min(Exponential(x, squared), T.Of(Largest));
        T s = T.Of(1) / (T.Of(1) + e);
        T twiceSlope = T.MultiplyAdd(T.Of(6 * SqrtTwoOverPi * Cubic), squared, T.Of(2 * SqrtTwoOverPi));
        return s * T.MultiplyAdd(x * (e * s), twiceSlope, T.Of(1)) * dy;
    }

    /// <summary>e⁻²ᵘ, with -2u = x (-2√(2/π) - 2√(2/π)·0.044715·x²).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Exponential<T>(T x, T squared)
        where T : unmanaged, IReal<T>
        => T.Exp(x * T.MultiplyAdd(T.Of(-2 * SqrtTwoOverPi * Cubic), squared, T.Of(-2 * SqrtTwoOverPi)));
}
