// Flash attention, forward
//
// One query q against keys and values that come in tiles: never hold all scores at once. For each tile (a list of keys and values), update
// the running maximum m, the sum s and the output row o, which is kept as Σ exp(score - m) v, not divided yet. Scores are q·k / √d.
// Return o divided by s. Tiles may have any length.
namespace Exercises;

public static class Flash
{
    public static double[] Row(double[] q, double[][][] keyTiles, double[][][] valueTiles)
    {
        var o = new double[valueTiles[0][0].Length];
        return o;
    }
}
