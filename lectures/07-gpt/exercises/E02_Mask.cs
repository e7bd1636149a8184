// The future shines through
//
// Attention weights of one head: wei = softmax(scores), row t for the query at time t. The model below reaches an astonishing loss in
// training and writes nonsense. Mend the masking: query t may look at keys 0 to t.
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
                if (s > t)
                {
                    row[s] = 0;
                }

            }

            double max = row.Max(), sum = row.Sum(v => Math.Exp(v - max));
            return row.Select(v => Math.Exp(v - max) / sum).ToArray();
        })];
    }
}
