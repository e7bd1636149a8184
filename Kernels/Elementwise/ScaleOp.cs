using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = value·x; dx = value·dy.</summary>
/// <param name="value">The factor.</param>
public readonly struct ScaleOp(double value) : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => x * T.Of(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => dy * T.Of(value);
}
