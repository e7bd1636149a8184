namespace Tests;

/// <summary>Products and quotients of two inputs, and dropout, a product with a mask.</summary>
public static class ProductMistakes
{
    private const double Keep = 0.8;

    /// <summary>The operations.</summary>
    public static IEnumerable<BankedOperation> All =>
    [
        new("mul", r => [MistakeBank.Normal(r, "a", 3, 4), MistakeBank.Normal(r, "b", 3, 4)], [3, 4],
            x => Zip(x[0], x[1], (a, b) => a * b),
            (x, g) => [Zip(g, x[1], (u, b) => u * b), Zip(g, x[0], (u, a) => u * a)],
            [
                new("forgets upstream", (x, g) => [[.. x[1]], [.. x[0]]], MistakeKind.MissingUpstream),
                new("db forgets upstream", (x, g) => [Zip(g, x[1], (u, b) => u * b), [.. x[0]]], MistakeKind.MissingUpstream),
                new("b is detached", (x, g) => [Zip(g, x[1], (u, b) => u * b), new double[g.Length]], MistakeKind.Zeros),
                new("no gradient for b", (x, g) => [Zip(g, x[1], (u, b) => u * b), null], MistakeKind.Zeros),
                new("gradient from an earlier call left in", Leftover(), MistakeKind.NotRepeatable),
            ]),
        new("div", r => [MistakeBank.Normal(r, "a", 3, 4), MistakeBank.Positive(r, "b", 3, 4)], [3, 4],
            x => Zip(x[0], x[1], (a, b) => a / b),
            (x, g) => [Zip(g, x[1], (u, b) => u / b), Db(x, g, (a, b) => -a / (b * b))],
            [
                new("sign of db", (x, g) => [Zip(g, x[1], (u, b) => u / b), Db(x, g, (a, b) => a / (b * b))], MistakeKind.Sign),
                new("db over b instead of b^2", (x, g) => [Zip(g, x[1], (u, b) => u / b), Db(x, g, (a, b) => -a / b)], MistakeKind.FactorPerEntry),
            ]),
        new("dropout", r => [MistakeBank.Normal(r, "x", 3, 4), Mask(r)], [3, 4],
            x => Zip(x[0], x[1], (v, m) => v * m / Keep),
            (x, g) => [Zip(g, x[1], (u, m) => u * m / Keep), null],
            [
                new("scale missing in backward", (x, g) => [Zip(g, x[1], (u, m) => u * m), null], MistakeKind.ConstantFactor),
                new("mask missing in backward", (x, g) => [[.. g.Select(u => u / Keep)], null], MistakeKind.FactorPerEntry),
            ]),
    ];

    private static double[] Zip(double[] a, double[] b, Func<double, double, double> f) => [.. a.Zip(b, f)];

    private static double[] Db(IReadOnlyList<double[]> x, double[] g, Func<double, double, double> slope) =>
        Zip(g, Zip(x[0], x[1], slope), (u, s) => u * s);

    private static CheckedInput Mask(Random random) =>
        new("mask", [3, 4], [.. Enumerable.Range(0, 12).Select(i => i == 0 || (i > 1 && random.NextDouble() < Keep) ? 1.0 : 0.0)], Differentiable: false);

    /// <summary>A backward pass that adds into a buffer nobody sets back to zero.</summary>
    private static BackwardPass Leftover()
    {
        var da = new double[12];
        return (x, g) =>
        {
            for (int i = 0; i < g.Length; i++)
            {
                da[i] += g[i] * x[1][i];
            }

            return [[.. da], Zip(g, x[0], (u, a) => u * a)];
        };
    }
}
