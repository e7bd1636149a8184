// Positions by turning
//
// EX4 of the lecture: add one idea of a later paper to the transformer. This one is in most models of today, rotary positions (Su et al.
// 2021): nothing is added to the embeddings; instead queries and keys are turned, more the later they stand. x is a query or key of d
// numbers, seen as d/2 pairs (x[0], x[1]), (x[2], x[3]), ...: turn pair i by the angle position · 10000^(-2i/d), counter-clockwise, and
// return the d numbers. Whether it helps, the whole exercise says: turn q and k in lecture.cs's Head, and delete the position table.
namespace Exercises;

public static class Rotary
{
    public static double[] Turn(double[] x, int position)
    {
        int d = x.Length;
        var y = new double[d];
        // Your loop here.
        return y;
    }
}
