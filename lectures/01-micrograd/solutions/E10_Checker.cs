// A gradient checker
//
// Someone gives you a function of n numbers with one result, and what they say is its gradient at x. Return whether they are right. Your
// checker will see right gradients of large, small and zero slope, and several that are wrong, some only in one entry or only a little.
//? Nudge each entry of x by itself, and compare the slope with the gradient's entry.
//? The symmetric quotient with h = 1e-5 is good to about 1e-9. Accept |a - n| <= 1e-6 · max(1, |a|, |n|), for every entry.
//? if (!(Math.Abs(numeric - gradient[i]) <= 1e-6 * Math.Max(1, Math.Abs(numeric)))) { return false; }
namespace Exercises;

public static class Checker
{
    public static bool IsRight(Func<double[], double> f, double[] x, double[] gradient)
    {
        // <solution>
        const double h = 1e-5;
        for (int i = 0; i < x.Length; i++)
        {
            double[] up = [.. x], down = [.. x];
            up[i] += h;
            down[i] -= h;
            double numeric = (f(up) - f(down)) / (2 * h);
            if (!(Math.Abs(numeric - gradient[i]) <= 1e-6 * Math.Max(1, Math.Abs(numeric))))
            {
                return false;
            }
        }

        return gradient.Length == x.Length;
        // <skeleton>
        // throw new NotImplementedException("a gradient checker");
        // </solution>
    }
}
