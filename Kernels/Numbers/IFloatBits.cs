namespace Kernels;

/// <summary>A float, or a register full of them, whose exponent can be taken apart: what polynomials for exp, log, tanh and the normal distribution need.</summary>
/// <typeparam name="T">The implementing type.</typeparam>
public interface IFloatBits<T> : IReal<T>
    where T : unmanaged, IFloatBits<T>
{
    /// <summary>x brought into [low, high]; NaN stays NaN.</summary>
    static abstract T Clamp(T x, T low, T high);

    /// <summary>x · 2ⁿ, rounded once, for whole n in [-252, 254]: what is left of an exponential after its polynomial.</summary>
    static abstract T ScaleByPowerOfTwo(T x, T n);

    /// <summary>x = mantissa · 2ᵉ with mantissa in [√½, √2), for positive x of normal size: the start of a logarithm.</summary>
    /// <returns>The exponent e.</returns>
    static abstract T SplitExponent(T x, out T mantissa);
}
