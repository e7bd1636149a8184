// Flash attention, backward
//
// The whole backward pass of causal attention for one head, without keeping the T by T weights: they are computed again from the
// log-sum-exp L[t] of each row that the forward pass kept. Given q, k, v, out and dout (T rows of d numbers), return dq, dk and dv, T rows
// of d numbers each, one behind the other (3T rows).
//? P[t][s] = exp(q[t]·k[s] / √d - L[t]) is the weight itself, without any sum. From there: v first, then softmax's backward pass, then q and k.
//? dv[s] += P dout[t]; dP = dout[t]·v[s]; D[t] = dout[t]·out[t]; dS = P (dP - D[t]) / √d; dq[t] += dS k[s]; dk[s] += dS q[t].
//? double dS = p * (dP - D) / Math.Sqrt(d); for s = 0 ... t only.
namespace Exercises;

public static class FlashBackward
{
    public static double[][] Backward(double[][] q, double[][] k, double[][] v, double[][] o, double[][] dO, double[] logSumExp)
    {
        int T = q.Length, d = q[0].Length;
        double[][] dq = Rows(T, d), dk = Rows(T, d), dv = Rows(T, d);
        // <solution>
        for (int t = 0; t < T; t++)
        {
            double D = Dot(dO[t], o[t]);
            for (int s = 0; s <= t; s++)
            {
                double p = Math.Exp((Dot(q[t], k[s]) / Math.Sqrt(d)) - logSumExp[t]), dP = Dot(dO[t], v[s]);
                double dS = p * (dP - D) / Math.Sqrt(d);
                for (int c = 0; c < d; c++)
                {
                    dv[s][c] += p * dO[t][c];
                    dq[t][c] += dS * k[s][c];
                    dk[s][c] += dS * q[t][c];
                }
            }
        }

        // <skeleton>
        // // Two loops: over queries t, and over keys s <= t.
        // </solution>
        return [.. dq, .. dk, .. dv];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[][] Rows(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];
}
