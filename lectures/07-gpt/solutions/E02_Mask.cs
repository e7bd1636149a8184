// The future shines through
//
// Attention weights of one head: wei = softmax(scores), row t for the query at time t. The model below reaches an astonishing loss in
// training and writes nonsense. Mend the masking: query t may look at keys 0 to t.
//? A weight that must be zero after softmax needs a score before softmax that makes it zero.
//? exp(-∞) = 0: the scores with s > t become minus infinity before softmax. A score of 0 is not a weight of 0.
//? if (s > t) { row[s] = double.NegativeInfinity; }
namespace Exercises;

public static class Mask
{
    /// <summary>Scores [t][s] of query t and key s.</summary>
    public static double[][] Weights(double[][] scores)
    {
        return [.. scores.Select((all, t) =>
        {
            double[] row = [.. all];
            for (int s = 0; s < row.Length; s++)
            {
                // <solution>
                if (s > t)
                {
                    row[s] = double.NegativeInfinity;
                }

                // <skeleton>
                // if (s > t)
                // {
                //     row[s] = 0;
                // }
                //
                // </solution>
            }

            double max = row.Max(), sum = row.Sum(v => Math.Exp(v - max));
            return row.Select(v => Math.Exp(v - max) / sum).ToArray();
        })];
    }
}
