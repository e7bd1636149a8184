using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// log x = e · ln 2 + log(1 + f) for x = 2ᵉ · (1 + f) with 1 + f in [√½, √2); log(1 + f) = f - f²/2 + f³ · P(f). P is a
/// polynomial of degree 7 fitted for the least largest relative error of the whole, 5.8e-9.
/// </summary>
internal static class SimdLog
{
    /// <summary>√½ as the bits of a float: subtracting them leaves the exponent of the nearest power of two.</summary>
    public const int SqrtHalfBits = 0x3F3504F3;

    private const float Ln2High = 0.693147180559945f;
    private const double Ln2Low = 0.6931471805599453094 - Ln2High;

    /// <summary>2⁻¹²⁶; smaller floats have fewer bits and are scaled up first.</summary>
    private const double SmallestNormal = 1.1754943508222875e-38;

    /// <summary>The logarithm: at most 2 ulp off; -∞ for 0, NaN below, ∞ for ∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x)
        where T : unmanaged, IFloatBits<T>
    {
        T isSmall = T.Of(SmallestNormal) - x;
        T e = T.SplitExponent(T.IfPositive(isSmall, x * T.Of(1 << 23), x), out T mantissa);
        e -= T.IfPositive(isSmall, T.Of(23), T.Of(0));
        T f = mantissa - T.Of(1);

        T p = T.Of(-0.07634418457746506);
        p = T.MultiplyAdd(p, f, T.Of(0.12761935591697693));
        p = T.MultiplyAdd(p, f, T.Of(-0.13160377740859985));
        p = T.MultiplyAdd(p, f, T.Of(0.14201723039150238));
        p = T.MultiplyAdd(p, f, T.Of(-0.1662333458662033));
        p = T.MultiplyAdd(p, f, T.Of(0.20001228153705597));
        p = T.MultiplyAdd(p, f, T.Of(-0.250008225440979));
        p = T.MultiplyAdd(p, f, T.Of(0.3333333134651184));

        // From the smallest term to the largest, so that each rounding is small against the sum.
        T ff = f * f;
        T log = T.MultiplyAdd(e, T.Of(Ln2Low), p * f * ff);
        log = f + T.MultiplyAdd(ff, T.Of(-0.5), log);
        log = T.MultiplyAdd(e, T.Of(Ln2High), log);

        T ofPositive = T.IfPositive(x - T.Of(float.MaxValue), x, log);
        T ofOthers = T.IfPositive(-x, T.Of(double.NaN), x - T.Of(double.PositiveInfinity));
        return T.IfPositive(x, ofPositive, ofOthers);
    }
}
