// The backward pass of a matrix product
//
// C = A·B with A (m, k), B (k, n), row by row in flat arrays. Given dC (m, n), return dA (m, k).
namespace Exercises;

public static class Products
{
    public static double[] BackwardA(double[] a, double[] b, double[] dC, int m, int k, int n)
    {
        var dA = new double[m * k];
        // Your loops here.
        return dA;
    }
}
