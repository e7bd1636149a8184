using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = a / b; da = dy / b, db = -a/b²·dy.</summary>
public readonly struct DivideOp : IBinary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T a, T b)
        where T : unmanaged, IReal<T>
        => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T BackwardA<T>(T a, T b, T dy)
        where T : unmanaged, IReal<T>
        => dy / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T BackwardB<T>(T a, T b, T dy)
        where T : unmanaged, IReal<T>
        => -(a / b) * dy / b;
}
