// Folding batch norm into the layer before
//
// After training, batch norm uses fixed numbers: y = gamma · (x·W - mean) / sqrt(var + eps) + beta. That is a linear layer again. Return
// new weights and a bias with x·W' + b' = y for every x. W has one row for each input, one column for each neuron; return W' with b' as
// one more row at its end.
//? Each neuron's output is scaled by one number and then shifted by one number.
//? With s[j] = gamma[j] / sqrt(var[j] + eps): W'[i][j] = W[i][j] · s[j] and b'[j] = beta[j] - mean[j] · s[j].
//? return [.. w.Select(row => row.Select((v, j) => v * s[j]).ToArray()), beta.Select((b, j) => b - (mean[j] * s[j])).ToArray()];
namespace Exercises;

public static class Fold
{
    public static double[][] Into(double[][] w, double[] gamma, double[] beta, double[] mean, double[] variance, double eps)
    {
        // <solution>
        double[] s = [.. gamma.Select((g, j) => g / Math.Sqrt(variance[j] + eps))];
        return [.. w.Select(row => row.Select((v, j) => v * s[j]).ToArray()), beta.Select((b, j) => b - (mean[j] * s[j])).ToArray()];
        // <skeleton>
        // return [.. w, beta];
        // </solution>
    }
}
