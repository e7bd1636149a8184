namespace Tests;

/// <summary>Softmax and what is built on it.</summary>
public static class SoftmaxMistakes
{
    private const int Rows = 3, Columns = 5;
    private static readonly int[] Targets = [2, 0, 4];

    /// <summary>The operations.</summary>
    public static IEnumerable<BankedOperation> All =>
    [
        new("softmax", r => [MistakeBank.Normal(r, "x", Rows, Columns)], [Rows, Columns],
            x => Softmax(x[0], Columns),
            (x, g) => [Softmax(x[0], g, (y, u, dot) => y * (u - dot))],
            [
                new("drops the - y (y, g) term", (x, g) => [Softmax(x[0], g, (y, u, dot) => y * u)], MistakeKind.MissingTerm),
                new("off by factor 2", (x, g) => [Softmax(x[0], g, (y, u, dot) => 2 * y * (u - dot))], MistakeKind.ConstantFactor),
                new("zeros", (x, g) => [new double[Rows * Columns]], MistakeKind.Zeros),
                new("diagonal only", (x, g) => [Softmax(x[0], g, (y, u, dot) => y * (1 - y) * u)], MistakeKind.DiagonalOnly),
                new("y forgotten in front", (x, g) => [Softmax(x[0], g, (y, u, dot) => u - dot)], MistakeKind.FactorPerEntry),
            ]),
        new("log_softmax", r => [MistakeBank.Normal(r, "x", Rows, Columns)], [Rows, Columns],
            x => [.. Softmax(x[0], Columns).Select(y => Math.Log(y))],
            (x, g) => [LogSoftmax(x[0], g, (y, u, sum) => u - y * sum)],
            [
                new("drops the softmax(x) sum(g) term", (x, g) => [LogSoftmax(x[0], g, (y, u, sum) => u)], MistakeKind.MissingTerm),
                new("softmax's gradient without the 1/y", (x, g) => [Softmax(x[0], g, (y, u, dot) => y * (u - dot))], null),
            ]),
        new("cross_entropy", r => [MistakeBank.Normal(r, "logits", Rows, Columns), new("targets", [Rows], [.. Targets.Select(t => (double)t)], false)], [],
            x => [-Softmax(x[0], Columns).Chunk(Columns).Zip(x[1], (row, target) => Math.Log(row[(int)target])).Sum() / Rows],
            (x, g) => [CrossEntropy(x[0], g[0] / Rows, 1), null],
            [
                new("misses 1/N", (x, g) => [CrossEntropy(x[0], g[0], 1), null], MistakeKind.ConstantFactor),
                new("forgets upstream (the loss comes last)", (x, g) => [CrossEntropy(x[0], 1.0 / Rows, 1), null], MistakeKind.MissingUpstream),
                new("forgets the 1 at the target", (x, g) => [CrossEntropy(x[0], g[0] / Rows, 0), null], null),
            ]),
    ];

    /// <summary>Softmax of each row.</summary>
    public static double[] Softmax(double[] x, int columns) =>
        [.. x.Chunk(columns).SelectMany(row =>
        {
            double max = row.Max(), sum = row.Sum(v => Math.Exp(v - max));
            return row.Select(v => Math.Exp(v - max) / sum);
        })];

    private static double[] Softmax(double[] x, double[] g, Func<double, double, double, double> dx) =>
        [.. Softmax(x, Columns).Chunk(Columns).Zip(g.Chunk(Columns)).SelectMany(row =>
        {
            double dot = row.First.Zip(row.Second, (y, u) => y * u).Sum();
            return row.First.Zip(row.Second, (y, u) => dx(y, u, dot));
        })];

    private static double[] LogSoftmax(double[] x, double[] g, Func<double, double, double, double> dx) =>
        [.. Softmax(x, Columns).Chunk(Columns).Zip(g.Chunk(Columns)).SelectMany(row =>
        {
            double sum = row.Second.Sum();
            return row.First.Zip(row.Second, (y, u) => dx(y, u, sum));
        })];

    private static double[] CrossEntropy(double[] logits, double g, double atTarget) =>
        [.. Softmax(logits, Columns).Select((p, i) => g * (p - (i % Columns == Targets[i / Columns] ? atTarget : 0)))];
}
