// Flash attention, backward
//
// The whole backward pass of causal attention for one head, without keeping the T by T weights: they are computed again from the
// log-sum-exp L[t] of each row that the forward pass kept. Given q, k, v, out and dout (T rows of d numbers), return dq, dk and dv, T rows
// of d numbers each, one behind the other (3T rows).
namespace Exercises;

public static class FlashBackward
{
    public static double[][] Backward(double[][] q, double[][] k, double[][] v, double[][] o, double[][] dO, double[] logSumExp)
    {
        int T = q.Length, d = q[0].Length;
        double[][] dq = Rows(T, d), dk = Rows(T, d), dv = Rows(T, d);
        // Two loops: over queries t, and over keys s <= t.
        return [.. dq, .. dk, .. dv];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[][] Rows(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];
}
