using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = max(x, 0); dx = dy where x > 0, else 0.</summary>
public readonly struct ReluOp : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => T.Max(x, T.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => T.IfPositive(x, dy, T.Of(0));
}
