// Softmax in one pass
//
// The largest number and the sum of exponentials of a row, reading it once: keep a running maximum m and the sum s of exp(x - m) so far.
// When a larger number comes, the sum must be put right. Return m and s.
namespace Exercises;

public static class Online
{
    public static double[] MaxAndSum(IEnumerable<double> row)
    {
        double m = double.NegativeInfinity, s = 0;
        foreach (double x in row)
        {
            s += Math.Exp(x - m);
        }

        return [m, s];
    }
}
