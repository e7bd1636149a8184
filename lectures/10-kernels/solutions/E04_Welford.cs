// A variance that is negative
//
// Layer norm's variance in one pass, as mean of squares less square of mean, in float. For numbers near 1,000 with a spread of 1 it gives
// nonsense, sometimes below zero. Replace it by Welford's way: still one pass, still float, and right. Return mean and variance (divided
// by n).
//? 1,000,000.3 less 1,000,000.1: in float nearly all digits are gone. Work with differences from the mean so far.
//? For the i-th number (from 1): d = x - mean; mean += d / i; m2 += d · (x - mean). In the end the variance is m2 / n.
//? m2 += d * (x[i] - mean); after mean was moved.
namespace Exercises;

public static class Welford
{
    public static float[] MeanAndVariance(float[] x)
    {
        // <solution>
        float mean = 0, m2 = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float d = x[i] - mean;
            mean += d / (i + 1);
            m2 += d * (x[i] - mean);
        }

        return [mean, m2 / x.Length];
        // <skeleton>
        // float sum = 0, squares = 0;
        // for (int i = 0; i < x.Length; i++)
        // {
        //     sum += x[i];
        //     squares += x[i] * x[i];
        // }
        //
        // float mean = sum / x.Length;
        // return [mean, (squares / x.Length) - (mean * mean)];
        // </solution>
    }
}
