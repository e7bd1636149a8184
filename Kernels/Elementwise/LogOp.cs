using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = log x, the natural logarithm; dx = dy / x.</summary>
public readonly struct LogOp : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => T.Log(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => dy / x;
}
