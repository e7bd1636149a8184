// The gradient of the lecture's function, by hand
//
// f(a, b, c) = -a³ + sin(3b) - 1/c + b^2.5 - a^0.5. Return its three partial derivatives at (a, b, c), in that order.
// At (2, 3, 4) the lecture wants them within 1e-5.
namespace Exercises;

public static class Analytic
{
    public static double[] Gradient(double a, double b, double c)
    {
        return [0, 0, 0];
    }
}
