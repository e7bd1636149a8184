using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// eˣ = 2ⁿ · eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2; eʳ = 1 + r + r² · P(r). P is a polynomial of degree 4 fitted
/// for the least largest relative error, 3.1e-9; what is left is rounding.
/// </summary>
internal static class SimdExp
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>ln 2 as the sum of two floats: n · ln 2 is subtracted without loss.</summary>
    private const float Ln2High = 0.693147180559945f;

    private const double Ln2Low = 0.6931471805599453094 - Ln2High;

    /// <summary>1.5 · 2²³: adding it pushes a small number's fraction out of the register, rounding to nearest.</summary>
    private const double Rounder = 12582912;

    /// <summary>Beyond these eˣ is 0 or infinity as a float.</summary>
    private const double Lowest = -104, Highest = 89;

    /// <summary>eˣ: at most 2 ulp off; 0 for -∞, ∞ from 88.73 on, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x)
        where T : unmanaged, IFloatBits<T>
    {
        x = T.Clamp(x, T.Of(Lowest), T.Of(Highest));
        T n = T.MultiplyAdd(x, T.Of(Log2E), T.Of(Rounder)) - T.Of(Rounder);
        T r = T.MultiplyAdd(n, T.Of(-Ln2High), x);
        r = T.MultiplyAdd(n, T.Of(-Ln2Low), r);
        return T.ScaleByPowerOfTwo(LessOne(r) + T.Of(1), n);
    }

    /// <summary>e^(x + rest) = (1 + growth) · 2ⁿ, for an exponent of two floats: who multiplies it anyway rounds once less.</summary>
    /// <param name="x">From <see cref="Lowest"/> to <see cref="Highest"/>.</param>
    /// <param name="rest">What a float of x's size cannot hold.</param>
    /// <param name="n">The power of two, a whole number.</param>
    /// <returns>The growth, between -0.3 and 0.42.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Growth<T>(T x, T rest, out T n)
        where T : unmanaged, IFloatBits<T>
    {
        n = T.MultiplyAdd(x, T.Of(Log2E), T.Of(Rounder)) - T.Of(Rounder);
        T r = T.MultiplyAdd(n, T.Of(-Ln2High), x);
        return LessOne(T.MultiplyAdd(n, T.Of(-Ln2Low), r) + rest);
    }

    /// <summary>eʳ - 1 = r + r² · P(r).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LessOne<T>(T r)
        where T : unmanaged, IFloatBits<T>
    {
        T p = T.Of(0.001381446490995586);
        p = T.MultiplyAdd(p, r, T.Of(0.008368780836462975));
        p = T.MultiplyAdd(p, r, T.Of(0.04166839271783829));
        p = T.MultiplyAdd(p, r, T.Of(0.1666651964187622));
        p = T.MultiplyAdd(p, r, T.Of(0.4999999403953552));
        return T.MultiplyAdd(p, r * r, r);
    }
}
