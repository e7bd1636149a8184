// Why divide by the square root?
//
// Queries and keys have 64 numbers each, independent and standard normal. (1) What standard deviation do their dot products have?
// (2) By what must they be divided to have 1 again? (3) Softmax of [1, 2, 3] gives its largest entry 0.665; what does it become for
// [8, 16, 24], the same times 8? Three digits.
//? A product of two independent standard normal numbers has mean 0 and variance 1; a sum of 64 of them has the variance 64.
//? The standard deviation is sqrt(64). And softmax: 1 / (1 + e^-8 + e^-16).
//? 8, 8 and 1.000 (0.99966).
namespace Exercises;

public static class ScaleOfScores
{
    // <solution>
    public static double Deviation => 8;

    public static double Divisor => 8;

    public static double Largest => 0.9997;
    // <skeleton>
    // public static double Deviation => double.NaN;
    //
    // public static double Divisor => double.NaN;
    //
    // public static double Largest => double.NaN;
    // </solution>
}
