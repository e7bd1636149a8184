// A checker that is not fooled
//
// The checker of lecture 1, now for functions with several results: f takes n numbers to m numbers, backward(x, dy) returns dx for a
// given dy. Return whether backward is right. Among the wrong ones are some that a check with dy = 1 does not see: one that ignores dy,
// and a softmax that drops a term.
namespace Exercises;

public static class VectorChecker
{
    public static bool IsRight(Func<double[], double[]> f, Func<double[], double[], double[]> backward, double[] x)
    {
        throw new NotImplementedException("a checker with a random upstream gradient");
    }
}
