// Difference quotients
//
// The slope of f at x, without any calculus: nudge x by h and look. OneSided nudges up only, Symmetric nudges both ways by h.
// Both return a number near f'(x).
namespace Exercises;

public static class Slopes
{
    public static double OneSided(Func<double, double> f, double x, double h)
    {
        throw new NotImplementedException("the one-sided slope");
    }

    public static double Symmetric(Func<double, double> f, double x, double h)
    {
        throw new NotImplementedException("the symmetric slope");
    }
}
