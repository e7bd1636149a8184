namespace Tests;

/// <summary>Rows picked by number; the same row may be picked twice.</summary>
public static class IndexMistakes
{
    private const int Rows = 5, Width = 3;
    private static readonly int[] Picked = [1, 4, 1, 0, 2, 1];

    /// <summary>The operations.</summary>
    public static IEnumerable<BankedOperation> All =>
    [
        new("embedding", r => [MistakeBank.Normal(r, "table", Rows, Width), Indices], [Picked.Length, Width],
            x => [.. x[1].SelectMany(row => x[0].Skip((int)row * Width).Take(Width))],
            (x, g) => [Scatter(g, (old, u) => old + u), null],
            [
                new("scatter = instead of +=", (x, g) => [Scatter(g, (old, u) => u), null], MistakeKind.Overwritten),
                new("only the first use of a row", (x, g) => [Scatter(g, (old, u) => old == 0 ? u : old), null], MistakeKind.BroadcastSumMissing),
                new("mean over the uses of a row", (x, g) => [Mean(g), null], MistakeKind.MeanForSum),
            ]),
        new("cumulative sum", r => [MistakeBank.Normal(r, "x", 6)], [6],
            x => Cumulative(x[0]),
            (x, g) => [[.. Cumulative([.. g.Reverse()]).Reverse()]],
            [
                new("summed from the wrong end", (x, g) => [Cumulative(g)], MistakeKind.Transposed),
                new("only its own output", (x, g) => [[.. g]], MistakeKind.DiagonalOnly),
            ]),
    ];

    private static CheckedInput Indices => new("indices", [Picked.Length], [.. Picked.Select(i => (double)i)], Differentiable: false);

    private static double[] Scatter(double[] g, Func<double, double, double> add)
    {
        var table = new double[Rows * Width];
        for (int t = 0; t < Picked.Length; t++)
        {
            for (int c = 0; c < Width; c++)
            {
                table[Picked[t] * Width + c] = add(table[Picked[t] * Width + c], g[t * Width + c]);
            }
        }

        return table;
    }

    private static double[] Mean(double[] g) =>
        [.. Scatter(g, (old, u) => old + u).Select((sum, i) => sum / Math.Max(1, Picked.Count(row => row == i / Width)))];

    private static double[] Cumulative(double[] x)
    {
        double sum = 0;
        return [.. x.Select(value => sum += value)];
    }
}
