// One head of attention
//
// q, k and v have T rows of d numbers. Row t of the result is the weighted mean of the rows of v up to t; the weights are
// softmax over s <= t of q[t]·k[s] / sqrt(d).
//? For each query: scores with the keys so far, softmax, then the sum of values times weights.
//? out[t][c] = Σ over s <= t of w[s] v[s][c], w = softmax(q[t]·k[0] / √d, ..., q[t]·k[t] / √d).
//? double[] scores = [.. Enumerable.Range(0, t + 1).Select(s => q[t].Zip(k[s], (a, b) => a * b).Sum() / Math.Sqrt(d))];
namespace Exercises;

public static class Attention
{
    public static double[][] Head(double[][] q, double[][] k, double[][] v)
    {
        int d = q[0].Length;
        // <solution>
        return [.. Enumerable.Range(0, q.Length).Select(t =>
        {
            double[] scores = [.. Enumerable.Range(0, t + 1).Select(s => q[t].Zip(k[s], (a, b) => a * b).Sum() / Math.Sqrt(d))];
            double max = scores.Max(), sum = scores.Sum(score => Math.Exp(score - max));
            return Enumerable.Range(0, d).Select(c => Enumerable.Range(0, t + 1).Sum(s => Math.Exp(scores[s] - max) / sum * v[s][c])).ToArray();
        })];
        // <skeleton>
        // throw new NotImplementedException($"attention with heads of {d}");
        // </solution>
    }
}
