// From counts to probabilities
//
// Turn a table of counts into P[i][j], the probability that j follows i. Add `smoothing` to every count first, so that nothing is
// impossible.
//? Each row is a distribution of its own: it must sum to 1.
//? P[i][j] = (counts[i][j] + smoothing) / Σ over j of (counts[i][j] + smoothing).
//? double sum = row.Sum() + (smoothing * row.Length); return row.Select(count => (count + smoothing) / sum).ToArray();
namespace Exercises;

public static class Smooth
{
    public static double[][] Probabilities(int[][] counts, double smoothing)
    {
        // <solution>
        return [.. counts.Select(row =>
        {
            double sum = row.Sum() + (smoothing * row.Length);
            return row.Select(count => (count + smoothing) / sum).ToArray();
        })];
        // <skeleton>
        // throw new NotImplementedException("probabilities");
        // </solution>
    }
}
