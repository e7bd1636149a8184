// Sampling with a cache
//
// Attention for one new token: its query q meets the keys and values of all tokens so far, which are kept in two lists. Append the new
// token's k and v, then return the new token's output row: Σ softmax(q·k[s] / √d) v[s]. Nothing of the past is computed again.
namespace Exercises;

public static class Cache
{
    public static double[] Next(double[] q, double[] k, double[] v, List<double[]> keys, List<double[]> values)
    {
        throw new NotImplementedException("a row of attention");
    }
}
