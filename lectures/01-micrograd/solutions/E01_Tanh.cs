// The backward pass of tanh
//
// y = tanh x, number by number. Given y and dy = dL/dy, return dx = dL/dx.
//? The chain rule: dL/dx is the slope of tanh at x, times what comes from above.
//? The slope of tanh can be written with its result alone: d tanh(x)/dx = 1 - tanh²(x) = 1 - y².
//? dx[i] = (1 - (y[i] * y[i])) * dy[i];
namespace Exercises;

public static class Tanh
{
    public static double[] TanhBackward(double[] y, double[] dy)
    {
        var dx = new double[y.Length];
        // <solution>
        for (int i = 0; i < y.Length; i++)
        {
            dx[i] = (1 - (y[i] * y[i])) * dy[i];
        }

        // <skeleton>
        // // Your loop here.
        // </solution>
        return dx;
    }
}
