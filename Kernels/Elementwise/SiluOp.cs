using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = x·σ(x), with σ(x) = 1 / (1 + e⁻ˣ) (Elfwing et al. 2018; also called swish); dx = σ (1 + x (1 - σ))·dy.</summary>
public readonly struct SiluOp : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => x / (T.Of(1) + T.Exp(-x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
    {
        T s = T.Of(1) / (T.Of(1) + T.Exp(-x));
        return s * T.MultiplyAdd(x, T.Of(1) - s, T.Of(1)) * dy;
    }
}
