// Why divide by the square root?
//
// Queries and keys have 64 numbers each, independent and standard normal. (1) What standard deviation do their dot products have?
// (2) By what must they be divided to have 1 again? (3) Softmax of [1, 2, 3] gives its largest entry 0.665; what does it become for
// [8, 16, 24], the same times 8? Three digits.
namespace Exercises;

public static class ScaleOfScores
{
    public static double Deviation => double.NaN;

    public static double Divisor => double.NaN;

    public static double Largest => double.NaN;
}
