using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// GELU in the tanh approximation of GPT-2 (Hendrycks and Gimpel 2016): y = 0.5x (1 + tanh u), u = √(2/π) (x + 0.044715x³).
/// </summary>
/// <remarks>
/// 0.5 (1 + tanh u) = s, the sigmoid of 2u: one exponential instead of a tanh. So y = x·s and, since s' = 2s (1 - s)·u',
/// dx = s (1 + 2x (1 - s)·u')·dy with u' = √(2/π) (1 + 3·0.044715x²).
/// </remarks>
public readonly struct GeluTanhOp : IUnary
{
    private const double SqrtTwoOverPi = 0.79788456080286535588;
    private const double Cubic = 0.044715;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => x / OnePlusExp(x, x * x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
    {
        T squared = x * x;
        T s = T.Of(1) / OnePlusExp(x, squared);
        T twiceSlope = T.MultiplyAdd(T.Of(6 * SqrtTwoOverPi * Cubic), squared, T.Of(2 * SqrtTwoOverPi));
        return s * T.MultiplyAdd(x * (T.Of(1) - s), twiceSlope, T.Of(1)) * dy;
    }

    /// <summary>1 + e⁻²ᵘ, with -2u = x (-2√(2/π) - 2√(2/π)·0.044715·x²).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T OnePlusExp<T>(T x, T squared)
        where T : unmanaged, IReal<T>
        => T.Of(1) + T.Exp(x * T.MultiplyAdd(T.Of(-2 * SqrtTwoOverPi * Cubic), squared, T.Of(-2 * SqrtTwoOverPi)));
}
