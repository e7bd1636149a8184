using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>y = silu(a)·b, a gate and what it lets through (Shazeer 2020, "GLU Variants Improve Transformer"); db = silu(a)·dy, da = silu'(a)·b·dy.</summary>
public readonly struct SwiGluOp : IBinary
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T a, T b)
        where T : unmanaged, IReal<T>
        => default(SiluOp).Forward(a) * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T BackwardA<T>(T a, T b, T dy)
        where T : unmanaged, IReal<T>
        => default(SiluOp).Backward(a, a, b * dy); // silu' needs no y

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T BackwardB<T>(T a, T b, T dy)
        where T : unmanaged, IReal<T>
        => default(SiluOp).Forward(a) * dy;
}
