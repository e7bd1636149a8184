// Cross-entropy in one line
//
// Exercise 2 of the lecture: the loss is the mean over the rows of -ln softmax(logits)[target]. Given the logits (flat, rows by classes)
// and the targets, return dlogits. The gradient that comes from above is `upstream`, a single number.
//? Differentiate -ln(e^l[t] / Σ e^l[j]) by l[j]; look at j = t and j ≠ t.
//? dlogits[i,j] = (softmax(logits[i])[j] - (1 where j is the target)) / rows · upstream.
//? d[(i * classes) + j] = ((Math.Exp(logits[(i * classes) + j] - max) / sum) - (j == targets[i] ? 1 : 0)) / rows * upstream;
namespace Exercises;

public static class CrossEntropyBackward
{
    public static double[] Backward(double[] logits, int[] targets, double upstream)
    {
        int rows = targets.Length, classes = logits.Length / rows;
        var d = new double[logits.Length];
        // <solution>
        for (int i = 0; i < rows; i++)
        {
            var row = logits.AsSpan(i * classes, classes);
            double max = double.NegativeInfinity, sum = 0;
            foreach (double logit in row)
            {
                max = Math.Max(max, logit);
            }

            foreach (double logit in row)
            {
                sum += Math.Exp(logit - max);
            }

            for (int j = 0; j < classes; j++)
            {
                d[(i * classes) + j] = ((Math.Exp(logits[(i * classes) + j] - max) / sum) - (j == targets[i] ? 1 : 0)) / rows * upstream;
            }
        }

        // <skeleton>
        // // Your loops here.
        // </solution>
        return d;
    }
}
