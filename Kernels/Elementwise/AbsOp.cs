using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = |x|; dx = sign(x)·dy, 0 at 0.</summary>
public readonly struct AbsOp : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => T.Max(x, -x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => T.IfPositive(x, dy, T.IfPositive(-x, -dy, T.Of(0)));
}
