// Batch norm, forward
//
// x has B rows (examples) and H columns (neurons). For each column: take its mean over the batch away and divide by the square root of
// its variance plus eps; then times gamma, plus beta. The variance here divides by B - 1, as in the lecture. Return the B rows.
//? Every column is standardised by itself: the mean and the variance run over the examples, not over the neurons.
//? y[i][j] = gamma[j] · (x[i][j] - mean[j]) / sqrt(var[j] + eps) + beta[j], var[j] = Σ (x[i][j] - mean[j])² / (B - 1).
//? y[i][j] = (gamma[j] * (x[i][j] - mean) / Math.Sqrt(variance + eps)) + beta[j];
namespace Exercises;

public static class Normalise
{
    public static double[][] BatchNorm(double[][] x, double[] gamma, double[] beta, double eps)
    {
        int rows = x.Length, columns = x[0].Length;
        var y = x.Select(row => new double[columns]).ToArray();
        // <solution>
        for (int j = 0; j < columns; j++)
        {
            double mean = x.Average(row => row[j]), variance = x.Sum(row => (row[j] - mean) * (row[j] - mean)) / (rows - 1);
            for (int i = 0; i < rows; i++)
            {
                y[i][j] = (gamma[j] * (x[i][j] - mean) / Math.Sqrt(variance + eps)) + beta[j];
            }
        }

        // <skeleton>
        // // Your loops here.
        // </solution>
        return y;
    }
}
