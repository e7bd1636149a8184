namespace Kernels;

/// <summary>The error function in double precision, which .NET's Math does not have.</summary>
public static class ErrorFunction
{
    /// <summary>Below this the series, above it the continued fraction converges fast.</summary>
    private const double SeriesLimit = 2.5;

    /// <summary>Beyond this erf is ±1 as a double.</summary>
    private const double Saturation = 6;

    /// <summary>erf(x) = 2/√π ∫₀ˣ e^(-t²) dt, off by a few units of 1e-16.</summary>
    public static double Of(double x) => Math.Abs(x) switch
    {
        < SeriesLimit => Series(x),
        < Saturation => Math.CopySign(1 - Tail(Math.Abs(x)), x),
        _ => double.IsNaN(x) ? x : Math.Sign(x),
    };

    /// <summary>1 - erf(x), to as many digits also where it is small.</summary>
    public static double Complement(double x) => x < SeriesLimit ? 1 - Of(x) : Tail(x);

    /// <summary>2/√π · e^(-x²) · Σₙ 2ⁿ x^(2n+1) / (1·3·5···(2n+1)): all terms have one sign, so nothing cancels.</summary>
    private static double Series(double x)
    {
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>1 - erf(x) = e^(-x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + 2/(x + ...))))), from the innermost term out.</summary>
    private static double Tail(double x)
    {
        double fraction = x;
        for (int k = 60; k >= 1; k--)
        {
            fraction = x + (0.5 * k / fraction);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
    }
}
