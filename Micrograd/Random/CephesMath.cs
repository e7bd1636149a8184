using System.Runtime.Intrinsics;

namespace Micrograd;

/// <summary>
/// ln, sin and cos of eight floats by the polynomials of Moshier's Cephes library, about 1e-7 accurate. PyTorch's
/// vectorised <c>normal_</c> uses these and not the exact functions, and its compiler fuses multiplications with
/// additions; the order and the fusing below reproduce its bits, on every processor.
/// </summary>
internal static class CephesMath
{
    /// <summary>ln x for normal x > 0: x = m 2^e with m in [sqrt(1/2), sqrt(2)), then a polynomial in m - 1.</summary>
    public static Vector256<float> Log(Vector256<float> x)
    {
        var bits = x.AsInt32();
        var mantissa = ((bits & Vector256.Create(0x007fffff)) | Vector256.Create(0x3f000000)).AsSingle(); // [0.5, 1)
        var e = Vector256.ConvertToSingle((bits >>> 23) - Vector256.Create(126));
        var small = Vector256.LessThan(mantissa, Vector256.Create(0.707106781186547524f));
        e -= Vector256<float>.One & small;
        var f = mantissa - Vector256<float>.One + (mantissa & small);
        var z = f * f;
        var p = Vector256.Create(7.0376836292e-2f);
        p = Fma(p, f, -1.1514610310e-1f);
        p = Fma(p, f, 1.1676998740e-1f);
        p = Fma(p, f, -1.2420140846e-1f);
        p = Fma(p, f, 1.4249322787e-1f);
        p = Fma(p, f, -1.6668057665e-1f);
        p = Fma(p, f, 2.0000714765e-1f);
        p = Fma(p, f, -2.4999993993e-1f);
        p = Fma(p, f, 3.3333331174e-1f);
        // ln x = f - f^2/2 + f^3 p(f) + e ln 2, with ln 2 = 0.693359375 - 2.12194440e-4 so that the large part is exact
        var y = Fma(p * f, z, e * -2.12194440e-4f);
        y = Fma(-z, Vector256.Create(0.5f), y);
        return Fma(e, Vector256.Create(0.693359375f), f + y);
    }

    /// <summary>sin and cos of x >= 0: x minus the nearest even multiple j of pi/4, then one polynomial each.</summary>
    public static (Vector256<float> Sin, Vector256<float> Cos) SinCos(Vector256<float> x)
    {
        var j = (Vector256.ConvertToInt32(x * 1.27323954473516f) + Vector256<int>.One) & Vector256.Create(~1);
        var y = Vector256.ConvertToSingle(j);
        x = Fma(y, Vector256.Create(-0.78515625f), x); // pi/4 in three parts: the difference keeps its low bits
        x = Fma(y, Vector256.Create(-2.4187564849853515625e-4f), x);
        x = Fma(y, Vector256.Create(-3.77489497744594108e-8f), x);
        var z = x * x;
        var c = Fma(Vector256.Create(2.443315711809948e-5f), z, -1.388731625493765e-3f);
        c = Fma(c, z, 4.166664568298827e-2f);
        c = Fma(c * z, z, -(z * 0.5f)) + Vector256<float>.One;
        var s = Fma(Vector256.Create(-1.9515295891e-4f), z, 8.3321608736e-3f);
        s = Fma(s, z, -1.6666654611e-1f);
        s = Fma(s * z, x, x);
        // j mod 8 says in which quarter x was: odd quarters swap the polynomials, the second half turns the signs
        var swap = Vector256.Equals(j & Vector256.Create(2), Vector256.Create(2)).AsSingle();
        var sinSign = ((j & Vector256.Create(4)) << 29).AsSingle();
        var cosSign = (((j + Vector256.Create(2)) & Vector256.Create(4)) << 29).AsSingle();
        return (Vector256.ConditionalSelect(swap, c, s) ^ sinSign, Vector256.ConditionalSelect(swap, s, c) ^ cosSign);
    }

    private static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    private static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, float c) => Vector256.FusedMultiplyAdd(a, b, Vector256.Create(c));
}
