// Backpropagation by hand
//
// e = a·b, d = e + c, L = d·f with a = 2, b = -3, c = 10, f = -2. Work out L and the gradients with pencil and paper, from L
// back to a, and write the numbers here.
//? Begin at L: its own gradient is 1. Then hand it on: each node's gradient times the local slope.
//? dL/dd = f and dL/df = d. A sum hands its gradient on as it is: dL/de = dL/dc = dL/dd. A product: dL/da = dL/de · b.
//? L = -8, dL/df = 4, dL/dc = -2, dL/da = -2 · -3 = 6, dL/db = -2 · 2 = -4.
namespace Exercises;

public static class ByHand
{
    // <solution>
    public static double L => -8;

    public static double Da => 6;

    public static double Db => -4;

    public static double Dc => -2;

    public static double Df => 4;
    // <skeleton>
    // public static double L => double.NaN;
    //
    // public static double Da => double.NaN;
    //
    // public static double Db => double.NaN;
    //
    // public static double Dc => double.NaN;
    //
    // public static double Df => double.NaN;
    // </solution>
}
