// The gradient of the lecture's function, by hand
//
// f(a, b, c) = -a³ + sin(3b) - 1/c + b^2.5 - a^0.5. Return its three partial derivatives at (a, b, c), in that order.
// At (2, 3, 4) the lecture wants them within 1e-5.
//? Look at one variable at a time; everything without it is a constant and has slope 0.
//? a: -3a² - 0.5 a^-0.5. b: 3 cos(3b) + 2.5 b^1.5. c: 1/c².
//? return [(-3 * a * a) - (0.5 / Math.Sqrt(a)), (3 * Math.Cos(3 * b)) + (2.5 * Math.Pow(b, 1.5)), 1 / (c * c)];
namespace Exercises;

public static class Analytic
{
    public static double[] Gradient(double a, double b, double c)
    {
        // <solution>
        return [(-3 * a * a) - (0.5 / Math.Sqrt(a)), (3 * Math.Cos(3 * b)) + (2.5 * Math.Pow(b, 1.5)), 1 / (c * c)];
        // <skeleton>
        // return [0, 0, 0];
        // </solution>
    }
}
