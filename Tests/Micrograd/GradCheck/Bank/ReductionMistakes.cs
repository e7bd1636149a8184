namespace Tests;

/// <summary>Sums, means, maxima and variances along the rows.</summary>
public static class ReductionMistakes
{
    private const int Rows = 3, Columns = 4, TieRows = 4, TieColumns = 12;

    /// <summary>The operations.</summary>
    public static IEnumerable<BankedOperation> All =>
    [
        new("sum over the last axis", r => [MistakeBank.Normal(r, "x", Rows, Columns)], [Rows, 1],
            x => [.. x[0].Chunk(Columns).Select(row => row.Sum())],
            (x, g) => [Spread(g, (u, c) => u)],
            [
                new("not broadcast back: first column only", (x, g) => [Spread(g, (u, c) => c == 0 ? u : 0)], MistakeKind.PartlyZero),
                new("divided by the count", (x, g) => [Spread(g, (u, c) => u / Columns)], MistakeKind.ConstantFactor),
                new("ones instead of the upstream", (x, g) => [Spread(g, (u, c) => 1)], MistakeKind.MissingUpstream),
            ]),
        new("mean of all", r => [MistakeBank.Normal(r, "x", Rows, Columns)], [],
            x => [x[0].Average()],
            (x, g) => [[.. x[0].Select(_ => g[0] / x[0].Length)]],
            [
                new("1/N missing", (x, g) => [[.. x[0].Select(_ => g[0])]], MistakeKind.ConstantFactor),
            ]),
        new("max of each row, with a tie", Tied, [TieRows],
            x => [.. x[0].Chunk(TieColumns).Select(row => row.Max())],
            (x, g) => [Winners(x[0], g, (u, ties) => u / ties)],
            [
                new("all of the gradient to every tied winner", (x, g) => [Winners(x[0], g, (u, ties) => u)], MistakeKind.TiedWinners),
                new("gradient to the first column", (x, g) => [[.. x[0].Select((_, i) => i % TieColumns == 0 ? g[i / TieColumns] : 0)]], MistakeKind.InvertedMask),
            ]),
        new("variance (n - 1) of each row", r => [MistakeBank.Normal(r, "x", Rows, 5)], [Rows],
            x => [.. x[0].Chunk(5).Select(row => row.Sum(v => v * v) / 4 - row.Sum() * row.Sum() / 20)],
            (x, g) => [VarianceSlope(x[0], g, 4)],
            [
                new("n for n - 1 in backward", (x, g) => [VarianceSlope(x[0], g, 5)], MistakeKind.ConstantFactor),
                new("2 of the square missing", (x, g) => [VarianceSlope(x[0], g, 8)], MistakeKind.ConstantFactor),
            ]),
    ];

    private static double[] Spread(double[] g, Func<double, int, double> f) =>
        [.. Enumerable.Range(0, Rows * Columns).Select(i => f(g[i / Columns], i % Columns))];

    /// <summary>The first row's maximum stands in two places: 2 of 48 entries are at a kink, within the 5 % allowed.</summary>
    private static CheckedInput[] Tied(Random random)
    {
        CheckedInput x = MistakeBank.Normal(random, "x", TieRows, TieColumns);
        double max = x.Values[..TieColumns].Max();
        int winner = Array.IndexOf(x.Values, max);
        x.Values[winner == 0 ? 1 : 0] = max;
        return [x];
    }

    private static double[] Winners(double[] x, double[] g, Func<double, int, double> pay) =>
        [.. x.Chunk(TieColumns).Zip(g).SelectMany(row =>
        {
            double max = row.First.Max();
            int ties = row.First.Count(v => v == max);
            return row.First.Select(v => v == max ? pay(row.Second, ties) : 0);
        })];

    private static double[] VarianceSlope(double[] x, double[] g, double over) =>
        [.. x.Chunk(5).Zip(g).SelectMany(row => row.First.Select(v => row.Second * 2 * (v - row.First.Average()) / over))];
}
