namespace Micrograd;

/// <summary>
/// ln(1 + x) for x in (-1, 0], without losing x's low bits when x is small. .NET has only ln(1 + x) computed as written;
/// this follows the method and the polynomial of fdlibm (Sun Microsystems 1993), which the C library that PyTorch calls
/// follows too. The places of the fused multiply-adds are those of glibc on processors that have them: the same bits.
/// </summary>
internal static class Log1p
{
    private const double Ln2High = 6.93147180369123816490e-01; // its low bits are zero: k times it is exact
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double TwoToMinus20 = 1.0 / (1 << 20);
    private const double TwoToMinus29 = 1.0 / (1 << 29);
    private const double TwoToMinus54 = 1.0 / (1L << 54);

    // fdlibm compares only the high words: these are the doubles at which they change.
    private static readonly double SqrtTwo = BitConverter.UInt64BitsToDouble(0x3FF6A09E_00000000);
    private static readonly double ReduceBelow = BitConverter.UInt64BitsToDouble(0xBFD2BEC4_00000000);

    public static double Of(double x)
    {
        if (x > -TwoToMinus29) return x > -TwoToMinus54 ? x : x - x * x * 0.5;
        double f = x, correction = 0;
        int k = 0;
        if (x <= ReduceBelow)
        {
            // 1 + x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); the rounding error of 1 + x is put back at the end
            double u = 1 + x;
            correction = (x - (u - 1)) / u;
            k = Math.ILogB(u);
            double mantissa = Math.ScaleB(u, -k);
            if (mantissa >= SqrtTwo)
            {
                mantissa *= 0.5;
                k++;
            }
            f = mantissa - 1;
        }
        double half = 0.5 * f * f;
        double low = Fma(k, Ln2Low, correction);
        if (f == 0) return Fma(k, Ln2High, low);
        if (k != 0 && f is < TwoToMinus20 and >= -1.5 * TwoToMinus20)
            return Fma(k, Ln2High, -(half * Fma(-0.66666666666666666, f, 1) - low - f));
        // ln(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), s = f / (2 + f)
        double s = f / (2 + f), z = s * s, z2 = z * z, z4 = z2 * z2;
        double r = Fma(z, 6.666666666666735130e-01, z2 * Fma(z, 2.857142874366239149e-01, 3.999999999940941908e-01));
        r = Fma(z4, Fma(z, 1.818357216161805012e-01, 2.222219843214978396e-01), r);
        r = Fma(z4 * z2, Fma(z, 1.479819860511658591e-01, 1.531383769920937332e-01), r);
        double product = s * (half + r);
        return k == 0 ? f - (half - product) : Fma(k, Ln2High, -(half - (low + product) - f));
    }

    private static double Fma(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);
}
