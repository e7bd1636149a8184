using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = tanh x; dx = (1 - y²)·dy.</summary>
public readonly struct TanhOp : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => T.Tanh(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => (T.Of(1) - (y * y)) * dy;
}
