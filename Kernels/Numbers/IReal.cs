namespace Kernels;

/// <summary>
/// A real number, or a register full of them. Formulas are written once against this interface and compiled for
/// <see cref="Real64"/> (the oracle), <see cref="Lane"/>, <see cref="Lanes8"/>, <see cref="Lanes16"/> (the CPU) and,
/// on the GPU, one float a thread.
/// </summary>
/// <typeparam name="T">The implementing type.</typeparam>
public interface IReal<T>
    where T : unmanaged, IReal<T>
{
    /// <summary>The constant <paramref name="value"/>, in every lane.</summary>
    static abstract T Of(double value);

    /// <summary>a + b.</summary>
    static abstract T operator +(T a, T b);

    /// <summary>a - b.</summary>
    static abstract T operator -(T a, T b);

    /// <summary>-a.</summary>
    static abstract T operator -(T a);

    /// <summary>a · b.</summary>
    static abstract T operator *(T a, T b);

    /// <summary>a / b.</summary>
    static abstract T operator /(T a, T b);

    /// <summary>a · b + c, rounded once where the hardware can.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>The larger one.</summary>
    static abstract T Max(T a, T b);

    /// <summary>The smaller one.</summary>
    static abstract T Min(T a, T b);

    /// <summary>√x.</summary>
    static abstract T Sqrt(T x);

    /// <summary>eˣ.</summary>
    static abstract T Exp(T x);

    /// <summary>Natural logarithm.</summary>
    static abstract T Log(T x);

    /// <summary>Hyperbolic tangent.</summary>
    static abstract T Tanh(T x);

    /// <summary>Φ(x) for x ≤ 0: the normal distribution's probability below x, which there is small, and not rounded as a part of 1.</summary>
    /// <param name="x">At most 0.</param>
    /// <param name="density">φ(x) = e^(-x²/2) / √(2π), which takes the same exponential.</param>
    static abstract T NormalTail(T x, out T density);

    /// <summary>x to the power <paramref name="exponent"/>, as C's <c>pow</c>.</summary>
    static abstract T Pow(T x, double exponent);

    /// <summary>Lane by lane: <paramref name="then"/> where <paramref name="test"/> &gt; 0, else <paramref name="otherwise"/>.</summary>
    static abstract T IfPositive(T test, T then, T otherwise);
}
