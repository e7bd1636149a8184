// Gradients of a batch that does not fit
//
// The gradient of a large batch is computed in pieces (micro-batches) of equal size and added up. The lecture's first version gave
// gradients that were too large. `gradientOf(i)` is the gradient of the mean loss over micro-batch i. Return that of the mean over all.
namespace Exercises;

public static class Accumulate
{
    public static double[] Gradient(Func<int, double[]> gradientOf, int pieces)
    {
        double[] sum = new double[gradientOf(0).Length];
        for (int i = 0; i < pieces; i++)
        {
            double[] gradient = gradientOf(i);
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += gradient[j];
            }
        }

        return sum;
    }
}
