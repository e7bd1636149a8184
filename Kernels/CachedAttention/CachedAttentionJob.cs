using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// One head of keys and values of one sequence a piece. A query goes through its keys in the tiles, and does every sum in the order, of
/// <see cref="AttentionForwardJob{T}"/>: so a token that is sampled with the cache has the bits of one without. Scores have a
/// position in each lane, results a channel; no register is summed across.
/// </summary>
/// <typeparam name="T">The register.</typeparam>
/// <param name="qkv">(B, T, PackedColumns).</param>
/// <param name="keys">(B, KeyValueHeads, HeadSize, Capacity).</param>
/// <param name="values">(B, KeyValueHeads, Capacity, HeadSize).</param>
/// <param name="y">(B, T, Heads · HeadSize).</param>
/// <param name="shape">The sizes.</param>
internal readonly unsafe struct CachedAttentionJob<T>(float* qkv, float* keys, float* values, float* y, CachedAttentionShape shape) : IJob
    where T : unmanaged, ILanes<T>
{
    private const int Size = CachedAttentionShape.Tile;

    private readonly float* qkv = qkv, keys = keys, values = values, y = y;
    private readonly CachedAttentionShape shape = shape;

    /// <summary>Appends to and looks at head <paramref name="piece"/> mod KeyValueHeads of sequence <paramref name="piece"/> / KeyValueHeads.</summary>
    public void Run(int piece)
    {
        int b = piece / shape.KeyValueHeads, head = piece % shape.KeyValueHeads, size = shape.HeadSize;
        float* k = keys + ((nint)piece * size * shape.Capacity), v = values + ((nint)piece * size * shape.Capacity);
        float* scores = stackalloc float[Size];
        for (int t = 0; t < shape.T; t++)
        {
            nint row = ((nint)b * shape.T) + t;
            float* packed = qkv + (row * shape.PackedColumns);
            Append(packed + ((shape.Heads + head) * size), k, v, shape.Past + t);
            for (int h = head * shape.Group; h < (head + 1) * shape.Group; h++)
            {
                Attend(packed + (h * size), k, v, shape.Past + t + 1, scores, y + (((row * shape.Heads) + h) * size));
            }
        }
    }

    private void Append(float* key, float* k, float* v, int position)
    {
        float scale = 1 / MathF.Sqrt(shape.HeadSize);
        float* value = key + (shape.KeyValueHeads * shape.HeadSize);
        for (int c = 0; c < shape.HeadSize; c++)
        {
            k[((nint)c * shape.Capacity) + position] = key[c] * scale;
            v[((nint)position * shape.HeadSize) + c] = value[c];
        }
    }

    /// <summary>output = Σⱼ exp(s(j) - m) v(j) / Σⱼ exp(s(j) - m) over the first <paramref name="count"/> positions, tile by tile.</summary>
    private void Attend(float* q, float* k, float* v, int count, float* scores, float* output)
    {
        float largest = float.NegativeInfinity, sum = 0;
        for (int first = 0; first < count; first += Size)
        {
            int inTile = Math.Min(Size, count - first);
            float shrink = Scores(q, k + first, inTile, ref largest, scores);
            sum = AddValues(scores, v + ((nint)first * shape.HeadSize), inTile, first > 0, shrink, sum * shrink, output);
        }

        T factor = T.Of(1) / T.Broadcast(sum);
        for (int c = 0; c < shape.HeadSize; c += T.Width)
        {
            int left = Math.Min(T.Width, shape.HeadSize - c);
            T.Store(T.Load(output + c, left) * factor, output + c, left);
        }
    }

    /// <summary>scores = exp(s - m) for a tile of positions, after m has grown to its largest s; the result is exp(old m - m).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private float Scores(float* q, float* k, int count, ref float largest, float* scores)
    {
        T hidden = T.Of(double.NegativeInfinity), max = T.Broadcast(largest);
        int i = 0;
        for (; i + (3 * T.Width) < count; i += 4 * T.Width)
        {
            T s0 = default, s1 = default, s2 = default, s3 = default;
            float* key = k + i;
            for (int c = 0; c < shape.HeadSize; c++, key += shape.Capacity)
            {
                T query = T.Broadcast(q[c]);
                T.Accumulate(ref s0, query, T.Load(key));
                T.Accumulate(ref s1, query, T.Load(key + T.Width));
                T.Accumulate(ref s2, query, T.Load(key + (2 * T.Width)));
                T.Accumulate(ref s3, query, T.Load(key + (3 * T.Width)));
            }

            s3 = AttentionTiles<T>.Keep(s3, count - i - (3 * T.Width), hidden);
            max = T.Max(T.Max(max, T.Max(s0, s1)), T.Max(s2, s3));
            T.Store(s0, scores + i);
            T.Store(s1, scores + i + T.Width);
            T.Store(s2, scores + i + (2 * T.Width));
            T.Store(s3, scores + i + (3 * T.Width));
        }

        for (; i < count; i += T.Width)
        {
            T s = default;
            float* key = k + i;
            for (int c = 0; c < shape.HeadSize; c++, key += shape.Capacity)
            {
                T.Accumulate(ref s, T.Broadcast(q[c]), T.Load(key));
            }

            s = AttentionTiles<T>.Keep(s, count - i, hidden);
            max = T.Max(max, s);
            T.Store(s, scores + i);
        }

        // Lanes beyond the last position get exp(0), which nobody reads: exp(-∞) would underflow, which costs some hundred cycles.
        float old = largest, shrink = 1;
        largest = T.Largest(max);
        T newest = T.Broadcast(largest), zero = T.Of(0);
        for (i = 0; i < count; i += T.Width)
        {
            T.Store(T.Exp(AttentionTiles<T>.Keep(T.Load(scores + i) - newest, count - i, zero)), scores + i);
        }

        if (old != largest && !float.IsNegativeInfinity(old))
        {
            T.Store(T.Exp(T.Broadcast(old) - newest), &shrink, 1); // the registers' exponential, which rounds as the other job's does
        }

        return shrink;
    }

    /// <summary>output = output·shrink + Σⱼ p(j) v(j) over a tile (only the sum in the first one); the result is sum + Σⱼ p(j).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private float AddValues(float* p, float* v, int count, bool add, float shrink, float sum, float* output)
    {
        // Every pass over the tile sums the weights again beside its products: the processor has time for it while they wait for each other.
        int size = shape.HeadSize, c = 0;
        float weights = sum;
        T factor = T.Broadcast(shrink);
        for (; c + (4 * T.Width) <= size; c += 4 * T.Width)
        {
            T y0 = default, y1 = default, y2 = default, y3 = default;
            float* value = v + c;
            weights = sum;
            for (int j = 0; j < count; j++, value += size)
            {
                weights += p[j];
                T weight = T.Broadcast(p[j]);
                T.Accumulate(ref y0, weight, T.Load(value));
                T.Accumulate(ref y1, weight, T.Load(value + T.Width));
                T.Accumulate(ref y2, weight, T.Load(value + (2 * T.Width)));
                T.Accumulate(ref y3, weight, T.Load(value + (3 * T.Width)));
            }

            Put(y0, output + c, T.Width, add, factor);
            Put(y1, output + c + T.Width, T.Width, add, factor);
            Put(y2, output + c + (2 * T.Width), T.Width, add, factor);
            Put(y3, output + c + (3 * T.Width), T.Width, add, factor);
        }

        for (; c < size; c += T.Width)
        {
            T sums = default;
            int left = Math.Min(T.Width, size - c);
            float* value = v + c;
            weights = sum;
            for (int j = 0; j < count; j++, value += size)
            {
                weights += p[j];
                T.Accumulate(ref sums, T.Broadcast(p[j]), T.Load(value, left));
            }

            Put(sums, output + c, left, add, factor);
        }

        return weights;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T sums, float* output, int count, bool add, T shrink) =>
        T.Store(add ? (T.Load(output, count) * shrink) + sums : sums, output, count);
}
