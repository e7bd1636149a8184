namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static IEnumerable<OpCase> CachedAttentionCases =>
        from keyValueHeads in new[] { 1, 2 }
        let columns = (2 + (2 * keyValueHeads)) * 5
        select new OpCase(
            $"cached attention, {2 / keyValueHeads} queries a key",
            [[[2, 5, columns]], [[1, 1, columns]], [[1, 150, columns]]],
            t => AttentionInSteps(t[0], 2, keyValueHeads))
        {
            IsDifferentiable = false,
            Terms = shapes => shapes[0][1] * shapes[0][2],
        };

    /// <summary>
    /// Causal self-attention of new positions over those that a cache holds, and over themselves; they are appended to the
    /// cache. It has no gradient: it is for sampling.
    /// </summary>
    /// <param name="qkv">(B, T, (heads + 2·keyValueHeads)·HeadSize): queries, keys and values of the new positions.</param>
    /// <param name="keys">(B, keyValueHeads, HeadSize, capacity), contiguous; the capacity is a multiple of 64.</param>
    /// <param name="values">(B, keyValueHeads, capacity, HeadSize), contiguous.</param>
    /// <param name="heads">Heads of queries.</param>
    /// <param name="past">Positions in the cache so far.</param>
    /// <returns>(B, T, heads·HeadSize).</returns>
    /// <exception cref="ShapeException">The sizes do not fit, or the cache is full.</exception>
    public static Tensor CachedAttention(Tensor qkv, Tensor keys, Tensor values, int heads, int past)
    {
        int keyValueHeads = keys.Shape[1], capacity = keys.Shape[3], headSize = HeadSizeOf("CachedAttention", qkv, heads, keyValueHeads);
        int b = qkv.Shape[0], t = qkv.Shape[1];
        if (!keys.Shape.SequenceEqual([b, keyValueHeads, headSize, capacity]) || !values.Shape.SequenceEqual([b, keyValueHeads, capacity, headSize]))
        {
            throw new ShapeException($"CachedAttention: keys {Shapes.Format(keys.Shape)} and values {Shapes.Format(values.Shape)} do not fit {Shapes.Format(qkv.Shape)} with {heads} heads.");
        }

        if (past < 0 || past + t > capacity || capacity % CachedAttentionShape.Tile != 0)
        {
            throw new ShapeException($"CachedAttention: {past} positions and {t} new ones do not fit into a cache for {capacity}, which must be a multiple of {CachedAttentionShape.Tile}.");
        }

        qkv = qkv.ToFloat().Contiguous();
        var y = qkv.NewLike([b, t, heads * headSize]);
        qkv.Kernels.CachedAttention(qkv.Buffer, keys.Buffer, values.Buffer, y.Buffer, new CachedAttentionShape(b, t, past, capacity, heads, keyValueHeads, headSize));
        return y;
    }

    /// <summary>All positions through a fresh cache: most of them at once, then one, then the rest.</summary>
    private static Tensor AttentionInSteps(Tensor qkv, int heads, int keyValueHeads)
    {
        int b = qkv.Shape[0], t = qkv.Shape[1], headSize = HeadSizeOf("AttentionInSteps", qkv, heads, keyValueHeads);
        int capacity = CachedAttentionShape.CapacityFor(t);
        var keys = Tensor.Zeros([b, keyValueHeads, headSize, capacity], qkv.Device);
        var values = Tensor.Zeros([b, keyValueHeads, capacity, headSize], qkv.Device);
        int[] cuts = [0, 2 * t / 3, Math.Min(t, (2 * t / 3) + 1), t];
        return Tensor.Concatenate(
            [.. Enumerable.Range(0, 3).Select(i => CachedAttention(qkv.Narrow(1, cuts[i], cuts[i + 1] - cuts[i]), keys, values, heads, cuts[i]))], 1);
    }
}
