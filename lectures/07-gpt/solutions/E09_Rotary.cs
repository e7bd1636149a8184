// Positions by turning
//
// EX4 of the lecture: add one idea of a later paper to the transformer. This one is in most models of today, rotary positions (Su et al.
// 2021): nothing is added to the embeddings; instead queries and keys are turned, more the later they stand. x is a query or key of d
// numbers, seen as d/2 pairs (x[0], x[1]), (x[2], x[3]), ...: turn pair i by the angle position · 10000^(-2i/d), counter-clockwise, and
// return the d numbers. Whether it helps, the whole exercise says: turn q and k in lecture.cs's Head, and delete the position table.
//? Each pair is a point in the plane. Turning keeps its length and changes its direction.
//? (a, b) turned by φ is (a cos φ - b sin φ, a sin φ + b cos φ).
//? double angle = position * Math.Pow(10000, -2.0 * i / d); y[2 * i] = (x[2 * i] * Math.Cos(angle)) - (x[(2 * i) + 1] * Math.Sin(angle));
namespace Exercises;

public static class Rotary
{
    public static double[] Turn(double[] x, int position)
    {
        int d = x.Length;
        var y = new double[d];
        // <solution>
        for (int i = 0; i < d / 2; i++)
        {
            double angle = position * Math.Pow(10000, -2.0 * i / d), a = x[2 * i], b = x[(2 * i) + 1];
            y[2 * i] = (a * Math.Cos(angle)) - (b * Math.Sin(angle));
            y[(2 * i) + 1] = (a * Math.Sin(angle)) + (b * Math.Cos(angle));
        }

        // <skeleton>
        // // Your loop here.
        // </solution>
        return y;
    }
}
