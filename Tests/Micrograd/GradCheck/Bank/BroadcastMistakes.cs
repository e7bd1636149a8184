namespace Tests;

/// <summary>An input that is smaller than the output: its gradient is a sum.</summary>
public static class BroadcastMistakes
{
    private const int Rows = 4, Columns = 3;

    /// <summary>The operations.</summary>
    public static IEnumerable<BankedOperation> All =>
    [
        new("bias_add", r => [MistakeBank.Normal(r, "x", Rows, Columns), MistakeBank.Normal(r, "bias", Columns)], [Rows, Columns],
            x => [.. x[0].Select((value, i) => value + x[1][i % Columns])],
            (x, g) => [[.. g], Down(g, column => column.Sum())],
            [
                new("bias gradient of the first row only", (x, g) => [[.. g], Down(g, column => column[0])], MistakeKind.BroadcastSumMissing),
                new("bias gradient = instead of +=", (x, g) => [[.. g], Down(g, column => column[^1])], MistakeKind.Overwritten),
                new("bias gradient mean instead of sum", (x, g) => [[.. g], Down(g, column => column.Average())], MistakeKind.MeanForSum),
                new("bias gradient not summed at all", (x, g) => [[.. g], [.. g]], MistakeKind.BroadcastSumMissing),
            ]),
        new("scale of each row", r => [MistakeBank.Normal(r, "x", Rows, Columns), MistakeBank.Normal(r, "scale", Rows, 1)], [Rows, Columns],
            x => [.. x[0].Select((value, i) => value * x[1][i / Columns])],
            (x, g) => [Dx(x, g), Across(x, g, row => row.Sum())],
            [
                new("sum over the columns missing", (x, g) => [Dx(x, g), Across(x, g, row => row[0])], MistakeKind.BroadcastSumMissing),
                new("mean over the columns", (x, g) => [Dx(x, g), Across(x, g, row => row.Average())], MistakeKind.MeanForSum),
                new("x forgets the scale", (x, g) => [[.. g], Across(x, g, row => row.Sum())], MistakeKind.FactorPerEntry),
            ]),
    ];

    private static double[] Down(double[] g, Func<double[], double> collect) =>
        [.. Enumerable.Range(0, Columns).Select(c => collect([.. Enumerable.Range(0, Rows).Select(r => g[r * Columns + c])]))];

    private static double[] Dx(IReadOnlyList<double[]> x, double[] g) => [.. g.Select((u, i) => u * x[1][i / Columns])];

    private static double[] Across(IReadOnlyList<double[]> x, double[] g, Func<double[], double> collect) =>
        [.. g.Zip(x[0], (u, value) => u * value).Chunk(Columns).Select(collect)];
}
