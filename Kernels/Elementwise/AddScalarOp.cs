using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = x + value; dx = dy.</summary>
/// <param name="value">What is added.</param>
public readonly struct AddScalarOp(double value) : IUnary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, IReal<T>
        => x + T.Of(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>
        => dy;
}
