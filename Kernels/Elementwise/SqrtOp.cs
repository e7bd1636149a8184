using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = √x; dx = dy / (2y).</summary>
public readonly struct SqrtOp : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => T.Sqrt(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => T.Of(0.5) * dy / y;
}
