// A gradient checker
//
// Someone gives you a function of n numbers with one result, and what they say is its gradient at x. Return whether they are right. Your
// checker will see right gradients of large, small and zero slope, and several that are wrong, some only in one entry or only a little.
namespace Exercises;

public static class Checker
{
    public static bool IsRight(Func<double[], double> f, double[] x, double[] gradient)
    {
        throw new NotImplementedException("a gradient checker");
    }
}
