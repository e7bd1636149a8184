// Layer norm, backward
//
// One row: xhat = (x - mean) / sqrt(var + eps), var divided by n; y = gamma · xhat + beta. Given x, gamma and dy, return dx (n numbers),
// dgamma (n) and dbeta (n) in one array.
namespace Exercises;

public static class LayerNormRow
{
    public static double[] Backward(double[] x, double[] gamma, double[] dy, double eps)
    {
        int n = x.Length;
        return new double[3 * n];
    }
}
