// Layer norm, backward
//
// One row: xhat = (x - mean) / sqrt(var + eps), var divided by n; y = gamma · xhat + beta. Given x, gamma and dy, return dx (n numbers),
// dgamma (n) and dbeta (n) in one array.
//? Begin with g = dy · gamma, the gradient of xhat. The rest is batch norm's derivation with n instead of n - 1.
//? dx = (g - mean(g) - xhat · mean(g · xhat)) / sqrt(var + eps); dgamma = dy · xhat; dbeta = dy.
//? dx[i] = r * (g[i] - g.Average() - (xhat[i] * g.Zip(xhat, (a, b) => a * b).Average()));
namespace Exercises;

public static class LayerNormRow
{
    public static double[] Backward(double[] x, double[] gamma, double[] dy, double eps)
    {
        int n = x.Length;
        // <solution>
        double mean = x.Average(), r = 1 / Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + eps);
        double[] xhat = [.. x.Select(v => (v - mean) * r)], g = [.. dy.Zip(gamma, (a, b) => a * b)];
        double meanOfG = g.Average(), meanOfGXhat = g.Zip(xhat, (a, b) => a * b).Average();
        return
        [
            .. Enumerable.Range(0, n).Select(i => r * (g[i] - meanOfG - (xhat[i] * meanOfGXhat))),
            .. dy.Zip(xhat, (a, b) => a * b),
            .. dy,
        ];
        // <skeleton>
        // return new double[3 * n];
        // </solution>
    }
}
