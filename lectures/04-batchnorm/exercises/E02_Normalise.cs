// Batch norm, forward
//
// x has B rows (examples) and H columns (neurons). For each column: take its mean over the batch away and divide by the square root of
// its variance plus eps; then times gamma, plus beta. The variance here divides by B - 1, as in the lecture. Return the B rows.
namespace Exercises;

public static class Normalise
{
    public static double[][] BatchNorm(double[][] x, double[] gamma, double[] beta, double eps)
    {
        int rows = x.Length, columns = x[0].Length;
        var y = x.Select(row => new double[columns]).ToArray();
        // Your loops here.
        return y;
    }
}
