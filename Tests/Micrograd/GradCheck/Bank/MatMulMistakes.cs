namespace Tests;

/// <summary>Matrix products: what is transposed, scaled, and added to what.</summary>
public static class MatMulMistakes
{
    private const int Tokens = 4, Width = 3;
    private static readonly double Scale = 1 / Math.Sqrt(Width);

    /// <summary>The operations.</summary>
    public static IEnumerable<BankedOperation> All =>
    [
        new("matmul (square)", r => [MistakeBank.Normal(r, "A", 3, 3), MistakeBank.Normal(r, "B", 3, 3)], [3, 3],
            x => Product(x[0], x[1], 3, 3, 3),
            (x, g) => [Product(g, T(x[1], 3, 3), 3, 3, 3), Product(T(x[0], 3, 3), g, 3, 3, 3)],
            [
                new("dA = g B (no transpose)", (x, g) => [Product(g, x[1], 3, 3, 3), Product(T(x[0], 3, 3), g, 3, 3, 3)], MistakeKind.Transposed),
                new("dB = A g (no transpose)", (x, g) => [Product(g, T(x[1], 3, 3), 3, 3, 3), Product(x[0], g, 3, 3, 3)], MistakeKind.Transposed),
            ]),
        new("matmul (rectangular)", r => [MistakeBank.Normal(r, "A", 2, 3), MistakeBank.Normal(r, "B", 3, 4)], [2, 4],
            x => Product(x[0], x[1], 2, 3, 4),
            (x, g) => [Product(g, T(x[1], 3, 4), 2, 4, 3), Db(x, g)],
            [
                new("dB written transposed", (x, g) => [Product(g, T(x[1], 3, 4), 2, 4, 3), T(Db(x, g), 3, 4)], MistakeKind.Transposed),
                new("dA = instead of += over the columns of B", (x, g) => [LastColumn(x[1], g), Db(x, g)], MistakeKind.Overwritten),
            ]),
        new("scaled_dot", r => [MistakeBank.Normal(r, "q", Tokens, Width), MistakeBank.Normal(r, "k", Tokens, Width)], [Tokens, Tokens],
            x => [.. Product(x[0], T(x[1], Tokens, Width), Tokens, Width, Tokens).Select(s => s * Scale)],
            (x, g) => [Dq(x, g), Dk(x, g, Scale)],
            [
                new("dk forgets 1/sqrt(d)", (x, g) => [Dq(x, g), Dk(x, g, 1)], MistakeKind.ConstantFactor),
                new("dk uses g transposed", (x, g) => [Dq(x, g), Dk(x, T(g, Tokens, Tokens), Scale)], MistakeKind.Transposed),
            ]),
        new("gram A A^T", r => [MistakeBank.Normal(r, "A", Tokens, Width)], [Tokens, Tokens],
            x => Product(x[0], T(x[0], Tokens, Width), Tokens, Width, Tokens),
            (x, g) => [[.. Product(g, x[0], Tokens, Tokens, Width).Zip(Product(T(g, Tokens, Tokens), x[0], Tokens, Tokens, Width), (a, b) => a + b)]],
            [
                new("= instead of += (A is used twice)", (x, g) => [Product(T(g, Tokens, Tokens), x[0], Tokens, Tokens, Width)], MistakeKind.Overwritten),
            ]),
        new("transpose", r => [MistakeBank.Normal(r, "x", 3, 4)], [4, 3],
            x => T(x[0], 3, 4),
            (x, g) => [T(g, 4, 3)],
            [
                new("g passed on untransposed", (x, g) => [[.. g]], MistakeKind.Transposed),
            ]),
    ];

    /// <summary>(rows, inner) times (inner, columns).</summary>
    public static double[] Product(double[] a, double[] b, int rows, int inner, int columns)
    {
        var product = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                for (int j = 0; j < columns; j++)
                {
                    product[i * columns + j] += a[i * inner + k] * b[k * columns + j];
                }
            }
        }

        return product;
    }

    /// <summary>The transpose of (rows, columns).</summary>
    public static double[] T(double[] a, int rows, int columns) =>
        [.. Enumerable.Range(0, a.Length).Select(i => a[i % rows * columns + i / rows])];

    private static double[] Db(IReadOnlyList<double[]> x, double[] g) => Product(T(x[0], 2, 3), g, 3, 2, 4);

    private static double[] Dq(IReadOnlyList<double[]> x, double[] g) =>
        [.. Product(g, x[1], Tokens, Tokens, Width).Select(s => s * Scale)];

    private static double[] Dk(IReadOnlyList<double[]> x, double[] g, double scale) =>
        [.. Product(T(g, Tokens, Tokens), x[0], Tokens, Tokens, Width).Select(s => s * scale)];

    private static double[] LastColumn(double[] b, double[] g) =>
        [.. Enumerable.Range(0, 6).Select(i => g[i / 3 * 4 + 3] * b[i % 3 * 4 + 3])];
}
