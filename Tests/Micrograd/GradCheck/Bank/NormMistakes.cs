namespace Tests;

/// <summary>Normalisations. What each mistake leaves out is a named argument of the backward pass.</summary>
public static class NormMistakes
{
    private const int Rows = 3, Columns = 6;
    private const double Eps = 1e-5, LargeEps = 1e-3;

    /// <summary>The operations.</summary>
    public static IEnumerable<BankedOperation> All =>
    [
        new("layernorm", r => [X(r), MistakeBank.Normal(r, "gamma", Columns), MistakeBank.Normal(r, "beta", Columns)], [Rows, Columns],
            x => [.. Hat(x[0], Columns, Eps).Select((h, i) => h * x[1][i % Columns] + x[2][i % Columns])],
            (x, g) => Affine(x, g),
            [
                new("drops mean(dn)", (x, g) => Affine(x, g, mean: 0), MistakeKind.MissingTerm),
                new("drops norm mean(dn norm)", (x, g) => Affine(x, g, variance: 0), MistakeKind.MissingTerm),
                new("Bessel's n - 1 in backward", (x, g) => Affine(x, g, over: Columns - 1), MistakeKind.SampleVariance),
                new("eps missing in backward", (x, g) => Affine(x, g, eps: 0), MistakeKind.MissingEps),
            ]),
        new("layernorm (no affine)", r => [X(r)], [Rows, Columns],
            x => Hat(x[0], Columns, Eps),
            (x, g) => [Backward(x[0], g, Columns)],
            [
                new("drops norm mean(g norm)", (x, g) => [Backward(x[0], g, Columns, variance: 0)], MistakeKind.MissingTerm),
                new("forgets 1/std", (x, g) => [Backward(x[0], g, Columns, scaled: false)], MistakeKind.FactorPerSlice),
            ]),
        new("var + rsqrt eps", r => [X(r)], [Rows],
            x => [.. x[0].Chunk(Columns).Select(row => 1 / Math.Sqrt(Variance(row, Columns) + LargeEps))],
            (x, g) => [RootSlope(x[0], g, LargeEps)],
            [
                new("eps missing in backward", (x, g) => [RootSlope(x[0], g, 0)], MistakeKind.MissingEps),
            ]),
        new("batchnorm (columns, n - 1)", r => [MistakeBank.Normal(r, "x", Columns, Rows)], [Columns, Rows],
            x => Turned(Hat(Turn(x[0]), Columns - 1, Eps)),
            (x, g) => [Batch(x, g)],
            [
                new("n for n - 1 in the variance's term", (x, g) => [Batch(x, g, variance: (Columns - 1.0) / Columns)], MistakeKind.MissingTerm),
                new("statistics taken for constants", (x, g) => [Batch(x, g, mean: 0, variance: 0)], MistakeKind.MissingTerm),
                new("eps missing in backward", (x, g) => [Batch(x, g, eps: 0)], MistakeKind.MissingEps),
            ]),
        new("rmsnorm", r => [X(r)], [Rows, Columns],
            x => [.. x[0].Chunk(Columns).SelectMany(row =>
            {
                double rms = Rms(row);
                return row.Select(v => v * rms);
            })],
            (x, g) => [RmsSlope(x[0], g, 1)],
            [
                new("drops the mean square's term", (x, g) => [RmsSlope(x[0], g, 0)], MistakeKind.MissingTerm),
            ]),
    ];

    private static CheckedInput X(Random random) => MistakeBank.Normal(random, "x", Rows, Columns);

    private static double Variance(double[] row, double over)
    {
        double mean = row.Average();
        return row.Sum(v => (v - mean) * (v - mean)) / over;
    }

    /// <summary>(x - mean) / sqrt(variance + eps) of each row.</summary>
    private static double[] Hat(double[] x, double over, double eps) =>
        [.. x.Chunk(Columns).SelectMany(row =>
        {
            double mean = row.Average(), std = Math.Sqrt(Variance(row, over) + eps);
            return row.Select(v => (v - mean) / std);
        })];

    /// <summary>dx = (g - mean(g) - x_hat sum(g x_hat) / over) / std for each row; mean and variance weigh the two terms.</summary>
    private static double[] Backward(double[] x, double[] g, double over, double eps = Eps, double mean = 1, double variance = 1, bool scaled = true) =>
        [.. x.Chunk(Columns).Zip(g.Chunk(Columns)).SelectMany(pair =>
        {
            (double[] row, double[] dn) = pair;
            double rstd = 1 / Math.Sqrt(Variance(row, over) + eps);
            double rowMean = row.Average(), gMean = dn.Average();
            double[] hat = [.. row.Select(v => (v - rowMean) * rstd)];
            double dot = dn.Zip(hat, (u, h) => u * h).Sum() / over;
            return dn.Zip(hat, (u, h) => (scaled ? rstd : 1) * (u - mean * gMean - variance * h * dot));
        })];

    private static double[]?[] Affine(IReadOnlyList<double[]> x, double[] g, double over = Columns, double eps = Eps, double mean = 1, double variance = 1)
    {
        double[] hat = Hat(x[0], over, eps);
        double[] dgamma = new double[Columns], dbeta = new double[Columns];
        for (int i = 0; i < g.Length; i++)
        {
            dgamma[i % Columns] += g[i] * hat[i];
            dbeta[i % Columns] += g[i];
        }

        return [BackwardOfRows(x[0], [.. g.Select((u, i) => u * x[1][i % Columns])], over, eps, mean, variance), dgamma, dbeta];
    }

    /// <summary>As <see cref="Backward"/>, with means over the n entries of a row whatever the variance was divided by.</summary>
    private static double[] BackwardOfRows(double[] x, double[] dn, double over, double eps, double mean, double variance) =>
        Backward(x, dn, over, eps, mean, variance * over / Columns);

    /// <summary>Gradient of 1 / sqrt(variance + eps).</summary>
    private static double[] RootSlope(double[] x, double[] g, double eps) =>
        [.. x.Chunk(Columns).Zip(g).SelectMany(pair =>
        {
            double mean = pair.First.Average(), slope = -pair.Second / Columns * Math.Pow(Variance(pair.First, Columns) + eps, -1.5);
            return pair.First.Select(v => slope * (v - mean));
        })];

    private static double Rms(double[] row) => 1 / Math.Sqrt(row.Average(v => v * v) + Eps);

    private static double[] RmsSlope(double[] x, double[] g, double meanSquare) =>
        [.. x.Chunk(Columns).Zip(g.Chunk(Columns)).SelectMany(pair =>
        {
            (double[] row, double[] u) = pair;
            double r = Rms(row), dot = row.Zip(u, (v, w) => v * w).Sum();
            return row.Zip(u, (v, w) => r * w - meanSquare * v * r * r * r * dot / Columns);
        })];

    /// <summary>Batch normalisation is the same along the columns, with a variance over n - 1.</summary>
    private static double[] Batch(IReadOnlyList<double[]> x, double[] g, double eps = Eps, double mean = 1, double variance = 1) =>
        Turned(Backward(Turn(x[0]), Turn(g), Columns - 1, eps, mean, variance));

    private static double[] Turn(double[] x) => MatMulMistakes.T(x, Columns, Rows);

    private static double[] Turned(double[] x) => MatMulMistakes.T(x, Rows, Columns);
}
