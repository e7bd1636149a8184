using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = 1 / (1 + e⁻ˣ); dx = y (1 - y)·dy.</summary>
public readonly struct SigmoidOp : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => T.Of(1) / (T.Of(1) + T.Exp(-x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => y * (T.Of(1) - y) * dy;
}
