// A training that goes astray
//
// Gradient descent on (w - 3)², from w = 0. It should end near 3; instead w swings further and further. The lecture forgot the same
// line at first. Mend the loop.
namespace Exercises;

public static class ForgottenZero
{
    public static double Train(int steps, double learningRate)
    {
        var w = new Value(0);
        for (int step = 0; step < steps; step++)
        {
            var loss = (w - 3).Pow(2);
            loss.Backward();
            w.Data -= learningRate * w.Grad;
        }

        return w.Data;
    }
}
