namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static OpCase CausalSelfAttentionRoundedCase => new(
        "causal self-attention in mixed precision", [[[2, 5, 12]], [[1, 19, 96]]], t => MixedPrecision.Try(() => CausalSelfAttention(t[0], heads: 2)))
    {
        Roundings = 4,
        Terms = shapes => shapes[0][1] * shapes[0][2],
    };

    [Catalogue]
    private static IEnumerable<OpCase> CausalSelfAttentionCases =>
        from dropout in new[] { 0f, 0.25f }
        select new OpCase(
            dropout == 0 ? "causal self-attention" : "causal self-attention with dropout",
            [[[2, 5, 12]], [[1, 1, 6]], [[1, 19, 18]]],
            t => CausalSelfAttention(t[0], heads: 2, dropout, seed: 3))
        {
            Terms = shapes => shapes[0][1] * shapes[0][2],
            Large = dropout == 0 ? [[4, 1024, 2304]] : null,
            Flops = shapes => new AttentionShape(shapes[0][0], shapes[0][1], shapes[0][2] / 3, 12).ForwardFlops,
        };

    /// <summary>
    /// Causal multi-head self-attention (Vaswani et al. 2017) over packed queries, keys and values, as one kernel that
    /// never holds the (T, T) matrix of weights: softmax(q·kᵀ / √HeadSize, masked to j ≤ i)·v, head by head. In <see cref="MixedPrecision"/> queries, keys,
    /// values and the result are bf16.
    /// </summary>
    /// <param name="qkv">(B, T, 3·C).</param>
    /// <param name="heads">Divides C.</param>
    /// <param name="dropout">Share of the attention weights to drop.</param>
    /// <param name="seed">Which weights.</param>
    /// <returns>(B, T, C).</returns>
    /// <exception cref="ShapeException">The last axis is not 3·C with heads dividing C.</exception>
    public static Tensor CausalSelfAttention(Tensor qkv, int heads, float dropout = 0, uint seed = 0)
    {
        if (qkv.Rank != 3 || heads < 1 || qkv.Shape[2] % (3 * heads) != 0)
        {
            throw new ShapeException($"CausalSelfAttention: {Shapes.Format(qkv.Shape)} with {heads} heads; expected (B, T, 3·C) with the heads dividing C.");
        }

        qkv = (MixedPrecision.Current is null ? qkv.ToFloat() : qkv.ToBFloat16()).Contiguous();
        var sizes = new AttentionShape(qkv.Shape[0], qkv.Shape[1], qkv.Shape[2] / 3, heads, dropout, seed);
        var y = qkv.NewOfSameType([sizes.B, sizes.T, sizes.C]);
        var logSumExp = qkv.NewLike([sizes.B, heads, sizes.T]);
        qkv.Kernels.AttentionForward(qkv.Buffer, y.Buffer, logSumExp.Buffer, sizes);
        return y.Record("causal self-attention", [qkv], dy =>
        {
            var dqkv = qkv.NewOfSameType(qkv.shape);
            qkv.Kernels.AttentionBackward(qkv.Buffer, y.Buffer, logSumExp.Buffer, dy.Buffer, dqkv.Buffer, sizes);
            logSumExp.Free();
            qkv.AddGrad(dqkv);
        });
    }
}
