namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static IEnumerable<OpCase> GroupedQueryAttentionCases =>
        from keyValueHeads in new[] { 1, 2 }
        let columns = (4 + (2 * keyValueHeads)) * 3
        select new OpCase(
            $"grouped-query attention, {4 / keyValueHeads} queries a key",
            [[[2, 5, columns]], [[1, 1, columns]]],
            t => CausalSelfAttention(RepeatKeyValues(t[0], 4, keyValueHeads), 4))
        {
            Terms = shapes => shapes[0][1] * shapes[0][2],
        };

    /// <summary>
    /// Grouped-query attention (Ainslie et al. 2023) as attention with a key and a value for each query: each head of keys and
    /// values is repeated for the heads of queries that share it. Its gradient is the sum over the repetitions.
    /// </summary>
    /// <param name="qkv">(B, T, (heads + 2·keyValueHeads)·HeadSize): queries, keys and values side by side.</param>
    /// <param name="heads">Heads of queries.</param>
    /// <param name="keyValueHeads">Heads of keys and of values; divides heads.</param>
    /// <returns>(B, T, 3·heads·HeadSize), for <see cref="CausalSelfAttention"/>.</returns>
    /// <exception cref="ShapeException">The heads do not divide the channels or each other.</exception>
    public static Tensor RepeatKeyValues(Tensor qkv, int heads, int keyValueHeads)
    {
        int headSize = HeadSizeOf("RepeatKeyValues", qkv, heads, keyValueHeads);
        if (heads == keyValueHeads)
        {
            return qkv;
        }

        int b = qkv.Shape[0], t = qkv.Shape[1], queries = heads * headSize, keys = keyValueHeads * headSize;
        Tensor Repeated(int start) => qkv.Narrow(2, start, keys)
            .Reshape(b, t, keyValueHeads, 1, headSize)
            .Expand(b, t, keyValueHeads, heads / keyValueHeads, headSize)
            .Reshape(b, t, queries);

        return Tensor.Concatenate([qkv.Narrow(2, 0, queries), Repeated(queries), Repeated(queries + keys)], -1);
    }

    private static int HeadSizeOf(string operation, Tensor qkv, int heads, int keyValueHeads)
    {
        if (qkv.Rank != 3 || keyValueHeads < 1 || heads % keyValueHeads != 0 || qkv.Shape[2] % (heads + (2 * keyValueHeads)) != 0)
        {
            throw new ShapeException($"{operation}: {Shapes.Format(qkv.Shape)} with {heads} heads of queries and {keyValueHeads} of keys and values; expected (B, T, (heads + 2·keyValueHeads)·HeadSize) with keyValueHeads dividing heads.");
        }

        return qkv.Shape[2] / (heads + (2 * keyValueHeads));
    }
}
