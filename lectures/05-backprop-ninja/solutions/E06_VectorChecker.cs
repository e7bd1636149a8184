// A checker that is not fooled
//
// The checker of lecture 1, now for functions with several results: f takes n numbers to m numbers, backward(x, dy) returns dx for a
// given dy. Return whether backward is right. Among the wrong ones are some that a check with dy = 1 does not see: one that ignores dy,
// and a softmax that drops a term.
//? Choose a random dy, not ones: then L(x) = Σ dy[j] f(x)[j] is a function with one result, whose gradient backward claims to give.
//? Compare backward(x, dy)[i] with (L(x + h e_i) - L(x - h e_i)) / 2h for every i, with random dy, better with two of them.
//? double L(double[] v) => f(v).Zip(dy, (a, b) => a * b).Sum();
namespace Exercises;

public static class VectorChecker
{
    public static bool IsRight(Func<double[], double[]> f, Func<double[], double[], double[]> backward, double[] x)
    {
        // <solution>
        const double h = 1e-5;
        var random = new Random(1);
        for (int trial = 0; trial < 2; trial++)
        {
            double[] dy = [.. f(x).Select(_ => (2 * random.NextDouble()) - 1)];
            double[] dx = backward([.. x], dy);
            for (int i = 0; i < x.Length; i++)
            {
                double[] up = [.. x], down = [.. x];
                up[i] += h;
                down[i] -= h;
                double numeric = (L(up) - L(down)) / (2 * h);
                if (!(Math.Abs(numeric - dx[i]) <= 1e-7 * Math.Max(1, Math.Abs(numeric))))
                {
                    return false;
                }
            }

            double L(double[] v) => f(v).Zip(dy, (a, b) => a * b).Sum();
        }

        return true;
        // <skeleton>
        // throw new NotImplementedException("a checker with a random upstream gradient");
        // </solution>
    }
}
