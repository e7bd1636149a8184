using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = value / x; dx = -value/x²·dy = -y/x·dy.</summary>
/// <param name="value">The dividend.</param>
public readonly struct DivideIntoOp(double value) : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => T.Of(value) / x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => -y / x * dy;
}
