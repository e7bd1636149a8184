// Flash attention, forward
//
// One query q against keys and values that come in tiles: never hold all scores at once. For each tile (a list of keys and values), update
// the running maximum m, the sum s and the output row o, which is kept as Σ exp(score - m) v, not divided yet. Scores are q·k / √d.
// Return o divided by s. Tiles may have any length.
//? Online softmax, with a row of numbers in place of the sum: both are put right by the same factor.
//? m' = max(m, largest score of the tile); f = exp(m - m'); s = f s + Σ exp(score - m'); o = f o + Σ exp(score - m') v.
//? o[c] = (o[c] * factor) + (weight * v[c]); with the factor applied once a tile.
namespace Exercises;

public static class Flash
{
    public static double[] Row(double[] q, double[][][] keyTiles, double[][][] valueTiles)
    {
        var o = new double[valueTiles[0][0].Length];
        // <solution>
        double m = double.NegativeInfinity, s = 0;
        for (int tile = 0; tile < keyTiles.Length; tile++)
        {
            double[] scores = [.. keyTiles[tile].Select(k => q.Zip(k, (a, b) => a * b).Sum() / Math.Sqrt(q.Length))];
            double larger = Math.Max(m, scores.Max()), factor = Math.Exp(m - larger);
            s *= factor;
            for (int c = 0; c < o.Length; c++)
            {
                o[c] *= factor;
            }

            for (int j = 0; j < scores.Length; j++)
            {
                double weight = Math.Exp(scores[j] - larger);
                s += weight;
                for (int c = 0; c < o.Length; c++)
                {
                    o[c] += weight * valueTiles[tile][j][c];
                }
            }

            m = larger;
        }

        return [.. o.Select(v => v / s)];
        // <skeleton>
        // return o;
        // </solution>
    }
}
