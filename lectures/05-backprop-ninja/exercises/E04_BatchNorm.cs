// Batch norm, backward
//
// Exercise 3 of the lecture, for one neuron: x has n numbers (the batch), xhat = (x - mean) / sqrt(var + eps) with var divided by n - 1.
// Given x and dxhat, return dx. On paper first: x reaches xhat directly, through the mean, and through the variance.
namespace Exercises;

public static class BatchNormBackward
{
    public static double[] Backward(double[] x, double[] dxhat, double eps)
    {
        int n = x.Length;
        double mean = x.Average(), variance = x.Sum(v => (v - mean) * (v - mean)) / (n - 1);
        double r = 1 / Math.Sqrt(variance + eps);
        double[] xhat = [.. x.Select(v => (v - mean) * r)];
        return [.. dxhat.Select(d => r * d)]; // the direct way alone
    }
}
