namespace Tests;

/// <summary>One head of causal attention, y = softmax(q k^T / sqrt(d)) v, each position looking at itself and the past.</summary>
public static class AttentionMistakes
{
    private const int Tokens = 4, Width = 3;
    private static readonly double Scale = 1 / Math.Sqrt(Width);

    /// <summary>The operations.</summary>
    public static IEnumerable<BankedOperation> All =>
    [
        new("causal attention", r => [Drawn(r, "q"), Drawn(r, "k"), Drawn(r, "v")],
            [Tokens, Width],
            x => MatMulMistakes.Product(Weights(x, causal: true), x[2], Tokens, Tokens, Width),
            (x, g) => Backward(x, g, Weights(x, causal: true), Scale),
            [
                new("no causal mask in backward", (x, g) => Backward(x, g, Weights(x, causal: false), Scale), MistakeKind.GhostDependence),
                new("scale missing in backward", (x, g) => Backward(x, g, Weights(x, causal: true), 1), MistakeKind.ConstantFactor),
                new("gradient through softmax skipped", (x, g) => Backward(x, g, Weights(x, causal: true), Scale, softmax: false), null),
                new("v is detached", (x, g) => [.. Backward(x, g, Weights(x, causal: true), Scale)[..2], new double[Tokens * Width]], MistakeKind.Zeros),
            ]),
    ];

    private static CheckedInput Drawn(Random random, string name) => MistakeBank.Normal(random, name, Tokens, Width);

    /// <summary>(Tokens, Tokens): how much each position (row) looks at each other one.</summary>
    private static double[] Weights(IReadOnlyList<double[]> x, bool causal)
    {
        double[] scores = MatMulMistakes.Product(x[0], MatMulMistakes.T(x[1], Tokens, Width), Tokens, Width, Tokens);
        return SoftmaxMistakes.Softmax(
            [.. scores.Select((s, i) => causal && i % Tokens > i / Tokens ? double.NegativeInfinity : s * Scale)], Tokens);
    }

    private static double[]?[] Backward(IReadOnlyList<double[]> x, double[] g, double[] weights, double scale, bool softmax = true)
    {
        double[] dWeights = MatMulMistakes.Product(g, MatMulMistakes.T(x[2], Tokens, Width), Tokens, Width, Tokens);
        var dScores = new double[Tokens * Tokens];
        for (int i = 0; i < Tokens; i++)
        {
            double dot = softmax ? Enumerable.Range(i * Tokens, Tokens).Sum(j => weights[j] * dWeights[j]) : 0;
            for (int j = i * Tokens; j < (i + 1) * Tokens; j++)
            {
                dScores[j] = weights[j] * (dWeights[j] - dot) * scale;
            }
        }

        return
        [
            MatMulMistakes.Product(dScores, x[1], Tokens, Tokens, Width),
            MatMulMistakes.Product(MatMulMistakes.T(dScores, Tokens, Tokens), x[0], Tokens, Tokens, Width),
            MatMulMistakes.Product(MatMulMistakes.T(weights, Tokens, Tokens), g, Tokens, Tokens, Width),
        ];
    }
}
