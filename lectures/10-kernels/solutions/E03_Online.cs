// Softmax in one pass
//
// The largest number and the sum of exponentials of a row, reading it once: keep a running maximum m and the sum s of exp(x - m) so far.
// When a larger number comes, the sum must be put right. Return m and s.
//? A sum that was taken with the old maximum is too large for the new one by a known factor.
//? m' = max(m, x); s' = s · exp(m - m') + exp(x - m').
//? s = (s * Math.Exp(m - larger)) + Math.Exp(x - larger); m = larger;
namespace Exercises;

public static class Online
{
    public static double[] MaxAndSum(IEnumerable<double> row)
    {
        double m = double.NegativeInfinity, s = 0;
        foreach (double x in row)
        {
            // <solution>
            double larger = Math.Max(m, x);
            s = (s * Math.Exp(m - larger)) + Math.Exp(x - larger);
            m = larger;
            // <skeleton>
            // s += Math.Exp(x - m);
            // </solution>
        }

        return [m, s];
    }
}
