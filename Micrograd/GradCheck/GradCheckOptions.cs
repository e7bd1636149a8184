namespace Micrograd;

/// <summary>What a gradient check may be told; the defaults are meant to be kept.</summary>
/// <remarks>
/// The tolerances are as tight as double arithmetic allows. A looser one would have let real mistakes through: an eps
/// forgotten in a variance moves the gradient by 5e-6 of its size, the wrong flavour of GELU by 1e-3.
/// </remarks>
public sealed record GradCheckOptions
{
    /// <summary>Seed of the random upstream gradient c ~ N(0, 1).</summary>
    public int Seed { get; init; } = 1337;

    /// <summary>Step of the difference quotients, times max(1, |x|).</summary>
    public double Step { get; init; } = 1e-3;

    /// <summary>Accepted difference, whatever the size of the gradient.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-8;

    /// <summary>Accepted difference as a part of the larger of the two gradients.</summary>
    public double RelativeTolerance { get; init; } = 1e-7;

    /// <summary>The largest part of the entries that may sit at kinks and be skipped.</summary>
    public double MostSkipped { get; init; } = 0.05;

    /// <summary>Whether a failed check looks for the mistake; a test that only counts failures can do without.</summary>
    public bool Diagnose { get; init; } = true;

    /// <summary>Jacobians up to this many entries are kept to diagnose with.</summary>
    public int JacobianLimit { get; init; } = 4096;

    /// <summary>Jacobians up to this many entries are drawn in the report.</summary>
    public int JacobianMapLimit { get; init; } = 64;

    /// <summary>The accepted difference of two gradients: 1e-8 + 1e-7 max(|a|, |n|) with the defaults.</summary>
    internal double Tolerance(double analytic, double numeric) =>
        AbsoluteTolerance + RelativeTolerance * Math.Max(Math.Abs(analytic), Math.Abs(numeric));
}
