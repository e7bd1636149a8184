// A variance that is negative
//
// Layer norm's variance in one pass, as mean of squares less square of mean, in float. For numbers near 1,000 with a spread of 1 it gives
// nonsense, sometimes below zero. Replace it by Welford's way: still one pass, still float, and right. Return mean and variance (divided
// by n).
namespace Exercises;

public static class Welford
{
    public static float[] MeanAndVariance(float[] x)
    {
        float sum = 0, squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i];
            squares += x[i] * x[i];
        }

        float mean = sum / x.Length;
        return [mean, (squares / x.Length) - (mean * mean)];
    }
}
