namespace Lectures;

internal sealed class FlashExercise() : Exercise(10, 5, ExerciseKind.Forward)
{
    private const int D = 4;

    private delegate double[] RowFunction(double[] q, double[][][] keyTiles, double[][][] valueTiles);

    public override IEnumerable<Check> Checks =>
    [
        new("one tile", learner => Holds(learner, [5], 1)),
        new("tiles of different lengths", learner => Holds(learner, [3, 1, 4, 2], 1)),
        new("scores of a thousand: the largest comes last", learner => Holds(learner, [2, 2, 2], 600)),
    ];

    private static void Holds(Learner learner, int[] tiles, double size)
    {
        var g = new TorchGenerator(11);
        int count = tiles.Sum();
        double[] q = [.. Tensor.Randn([D], g).ToDoubles().Select(v => v * size)];
        double[][] keys = [.. Tensor.Randn([count, D], g).ToDoubles().Chunk(D)], values = [.. Tensor.Randn([count, 3], g).ToDoubles().Chunk(3)];
        keys = [.. keys.OrderBy(k => Dot(q, k))];
        double[] scores = [.. keys.Select(k => Dot(q, k) / Math.Sqrt(D))];
        double max = scores.Max(), sum = scores.Sum(score => Math.Exp(score - max));
        double[] expected = [.. Enumerable.Range(0, 3).Select(c => scores.Select((score, s) => Math.Exp(score - max) / sum * values[s][c]).Sum())];
        Expect.Close("the row", expected, learner.Function<RowFunction>("Row")(q, Cut(keys, tiles), Cut(values, tiles)));
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[][][] Cut(double[][] rows, int[] tiles)
    {
        int at = 0;
        return [.. tiles.Select(length => rows[at..(at += length)])];
    }
}
