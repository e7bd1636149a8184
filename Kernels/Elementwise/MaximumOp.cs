using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = max(a, b). The gradient goes to the larger operand; on a tie all of it goes to a.</summary>
public readonly struct MaximumOp : IBinary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T a, T b)
        where T : unmanaged, IReal<T>
        => T.Max(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T BackwardA<T>(T a, T b, T dy)
        where T : unmanaged, IReal<T>
        => T.IfPositive(b - a, T.Of(0), dy);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T BackwardB<T>(T a, T b, T dy)
        where T : unmanaged, IReal<T>
        => T.IfPositive(b - a, dy, T.Of(0));
}
