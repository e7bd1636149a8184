// The backward pass of tanh
//
// y = tanh x, number by number. Given y and dy = dL/dy, return dx = dL/dx.
namespace Exercises;

public static class Tanh
{
    public static double[] TanhBackward(double[] y, double[] dy)
    {
        var dx = new double[y.Length];
        // Your loop here.
        return dx;
    }
}
