// Folding batch norm into the layer before
//
// After training, batch norm uses fixed numbers: y = gamma · (x·W - mean) / sqrt(var + eps) + beta. That is a linear layer again. Return
// new weights and a bias with x·W' + b' = y for every x. W has one row for each input, one column for each neuron; return W' with b' as
// one more row at its end.
namespace Exercises;

public static class Fold
{
    public static double[][] Into(double[][] w, double[] gamma, double[] beta, double[] mean, double[] variance, double eps)
    {
        return [.. w, beta];
    }
}
