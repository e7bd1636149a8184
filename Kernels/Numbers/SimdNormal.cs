using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// The normal distribution below 0: Φ(x) = e^(-x²/2) · ½N(x) / (N(x) + x · S(x)), N and S of degree 4. The fraction stands for
/// e^(x²/2) · Φ(x), which falls from ½ only as slowly as 1/|x|; it was fitted for the least largest relative error on [-14.5, 0]
/// (6e-9), and its last digits were chosen for the least error of the whole in floats. Below -14.5 Φ is 0 as a float.
/// </summary>
/// <remarks>
/// The fraction has this form because N's rounding cancels near 0. e^(-x²/2) is computed as in <see cref="SimdExp"/>, for an x² of
/// two floats: for x = -13 a rounded x² alone would put it off by 5e-6.
/// </remarks>
internal static class SimdNormal
{
    private const double Lowest = -14.5;
    private const double OneOverSqrtTwoPi = 0.39894228040143267794;

    /// <summary>Φ(x): relative error at most 2.2e-7 on [-1, 0], 3.3e-7 below.</summary>
    /// <param name="x">At most 0.</param>
    /// <param name="density">φ(x) = e^(-x²/2) / √(2π).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tail<T>(T x, out T density)
        where T : unmanaged, IFloatBits<T>
    {
        x = T.Clamp(x, T.Of(Lowest), T.Of(0));
        T n = T.Of(0.008232586085796356);
        n = T.MultiplyAdd(n, x, T.Of(-0.08126622438430786));
        n = T.MultiplyAdd(n, x, T.Of(0.3664695918560028));
        n = T.MultiplyAdd(n, x, T.Of(-0.8765890598297119));
        n = T.MultiplyAdd(n, x, T.Of(1));

        T s = T.Of(-0.01031789556145668);
        s = T.MultiplyAdd(s, x, T.Of(0.0936259850859642));
        s = T.MultiplyAdd(s, x, T.Of(-0.388203501701355));
        s = T.MultiplyAdd(s, x, T.Of(0.8360320925712585));
        s = T.MultiplyAdd(s, x, T.Of(-0.797885000705719));

        T square = x * x;
        T lost = T.MultiplyAdd(x, x, -square);
        T growth = SimdExp.Growth(T.Of(-0.5) * square, T.Of(-0.5) * lost, out T exponent);
        density = T.ScaleByPowerOfTwo(T.MultiplyAdd(T.Of(OneOverSqrtTwoPi), growth, T.Of(OneOverSqrtTwoPi)), exponent);
        return T.ScaleByPowerOfTwo(T.MultiplyAdd(n, growth, n) / T.MultiplyAdd(s, x, n), exponent - T.Of(1));
    }
}
