// Is this kernel right?
//
// A matrix product in float is compared with one in double. Return whether the float result is right, up to rounding: every number of it
// is a sum of `length` products of numbers of size about 1. Too tight a tolerance rejects a right kernel, too loose a one accepts a kernel
// that leaves out the last product, or computes in bf16 (8 bits).
//? A float has 24 bits. How does the rounding of a sum grow with the number of its terms?
//? Rounding errors add up like a random walk: about √length · 2⁻²⁴, times a handful; the size of the result counts too.
//? Math.Abs(expected[i] - actual[i]) <= 8 * Math.Sqrt(length) * Math.Pow(2, -24) * Math.Max(1, Math.Abs(expected[i]))
namespace Exercises;

public static class Tolerance
{
    public static bool IsRight(double[] expected, float[] actual, int length)
    {
        // <solution>
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= 8 * Math.Sqrt(length) * Math.Pow(2, -24) * Math.Max(1, Math.Abs(expected[i]))))
            {
                return false;
            }
        }

        return true;
        // <skeleton>
        // throw new NotImplementedException("a tolerance");
        // </solution>
    }
}
