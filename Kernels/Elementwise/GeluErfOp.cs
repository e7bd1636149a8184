using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// GELU, exact (PyTorch's default): y = x·Φ(x) with Φ(x) = 0.5 (1 + erf(x/√2)), the normal distribution's probability
/// below x; dx = (Φ(x) + x·φ(x))·dy with its density φ(x) = e^(-x²/2) / √(2π).
/// </summary>
/// <remarks>
/// Both take only the probability below -|x|, since Φ(x) = 1 - Φ(-x): y = max(x, 0) - |x|·Φ(-|x|). As 1 + erf(x/√2) the small
/// Φ of a negative x would be what is left of two large numbers.
/// </remarks>
public readonly struct GeluErfOp : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
    {
        T below = T.IfPositive(x, -x, x);
        return T.MultiplyAdd(below, T.NormalTail(below, out _), T.IfPositive(x, x, T.Of(0)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
    {
        T tail = T.NormalTail(T.IfPositive(x, -x, x), out T density);
        T probability = T.IfPositive(x, T.Of(1) - tail, tail);
        return T.MultiplyAdd(x, density, probability) * dy;
    }
}
