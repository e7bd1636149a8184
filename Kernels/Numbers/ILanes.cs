namespace Kernels;

/// <summary>A SIMD register of floats: what the CPU kernels add to <see cref="IFloatBits{T}"/>.</summary>
/// <typeparam name="T">The implementing type.</typeparam>
public unsafe interface ILanes<T> : IFloatBits<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Floats in the register: 1, 8 or 16. A constant for the JIT.</summary>
    static abstract int Width { get; }

    /// <summary>The same float in every lane.</summary>
    static abstract T Broadcast(float value);

    /// <summary>The <see cref="Width"/> floats at <paramref name="source"/>; no alignment needed.</summary>
    static abstract T Load(float* source);

    /// <summary>The first <paramref name="count"/> floats at <paramref name="source"/> (0 ≤ count ≤ Width), the other lanes 0. Reads nothing beyond them.</summary>
    static abstract T Load(float* source, int count);

    /// <summary>Writes the <see cref="Width"/> floats.</summary>
    static abstract void Store(T value, float* target);

    /// <summary>Writes the first <paramref name="count"/> lanes, and nothing beyond them.</summary>
    static abstract void Store(T value, float* target, int count);

    /// <summary>The sum over the lanes, in a fixed order.</summary>
    static abstract float Sum(T value);

    /// <summary>The largest lane.</summary>
    static abstract float Largest(T value);

    /// <summary>
    /// sum += a · b, rounded once. <see cref="IReal{T}.MultiplyAdd"/> as an assignment to the field: only so does the JIT
    /// use the form of the instruction that leaves a and b in their registers.
    /// </summary>
    static abstract void Accumulate(ref T sum, T a, T b);
}
