// From counts to probabilities
//
// Turn a table of counts into P[i][j], the probability that j follows i. Add `smoothing` to every count first, so that nothing is
// impossible.
namespace Exercises;

public static class Smooth
{
    public static double[][] Probabilities(int[][] counts, double smoothing)
    {
        throw new NotImplementedException("probabilities");
    }
}
