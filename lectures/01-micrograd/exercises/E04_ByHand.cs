// Backpropagation by hand
//
// e = a·b, d = e + c, L = d·f with a = 2, b = -3, c = 10, f = -2. Work out L and the gradients with pencil and paper, from L
// back to a, and write the numbers here.
namespace Exercises;

public static class ByHand
{
    public static double L => double.NaN;

    public static double Da => double.NaN;

    public static double Db => double.NaN;

    public static double Dc => double.NaN;

    public static double Df => double.NaN;
}
