// Difference quotients
//
// The slope of f at x, without any calculus: nudge x by h and look. OneSided nudges up only, Symmetric nudges both ways by h.
// Both return a number near f'(x).
//? A slope is how much f changes, divided by how much x changed.
//? One-sided: (f(x + h) - f(x)) / h. Symmetric: (f(x + h) - f(x - h)) / 2h; its error is of order h² instead of h.
//? return (f(x + h) - f(x - h)) / (2 * h);
namespace Exercises;

public static class Slopes
{
    public static double OneSided(Func<double, double> f, double x, double h)
    {
        // <solution>
        return (f(x + h) - f(x)) / h;
        // <skeleton>
        // throw new NotImplementedException("the one-sided slope");
        // </solution>
    }

    public static double Symmetric(Func<double, double> f, double x, double h)
    {
        // <solution>
        return (f(x + h) - f(x - h)) / (2 * h);
        // <skeleton>
        // throw new NotImplementedException("the symmetric slope");
        // </solution>
    }
}
