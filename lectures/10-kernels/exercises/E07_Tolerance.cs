// Is this kernel right?
//
// A matrix product in float is compared with one in double. Return whether the float result is right, up to rounding: every number of it
// is a sum of `length` products of numbers of size about 1. Too tight a tolerance rejects a right kernel, too loose a one accepts a kernel
// that leaves out the last product, or computes in bf16 (8 bits).
namespace Exercises;

public static class Tolerance
{
    public static bool IsRight(double[] expected, float[] actual, int length)
    {
        throw new NotImplementedException("a tolerance");
    }
}
