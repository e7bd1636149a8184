// One head of attention
//
// q, k and v have T rows of d numbers. Row t of the result is the weighted mean of the rows of v up to t; the weights are
// softmax over s <= t of q[t]·k[s] / sqrt(d).
namespace Exercises;

public static class Attention
{
    public static double[][] Head(double[][] q, double[][] k, double[][] v)
    {
        int d = q[0].Length;
        throw new NotImplementedException($"attention with heads of {d}");
    }
}
