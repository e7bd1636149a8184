// A gradient that gets lost
//
// This small engine gets b = a · a + a wrong: for a = 3 its gradient should be 7. It is right as long as every number is used
// once. Find the mistake in Backward and mend it.
namespace Exercises;

public static class UsedTwice
{
    /// <summary>
    /// A tape: entry i was computed from the entries left[i] and right[i] (-1: none), with the slopes slopeLeft[i] and slopeRight[i]
    /// towards them. Entries stand after what they were computed from; the last one is the result.
    /// </summary>
    /// <returns>The gradient of the result with respect to each entry.</returns>
    public static double[] Backward(int[] left, double[] slopeLeft, int[] right, double[] slopeRight)
    {
        var grad = new double[left.Length];
        grad[^1] = 1;
        for (int i = left.Length - 1; i >= 0; i--)
        {
            if (left[i] >= 0)
            {
                grad[left[i]] = slopeLeft[i] * grad[i];
            }

            if (right[i] >= 0)
            {
                grad[right[i]] = slopeRight[i] * grad[i];
            }
        }

        return grad;
    }
}
