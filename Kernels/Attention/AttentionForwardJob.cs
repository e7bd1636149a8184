using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// One head of one sequence a piece. Scores are computed a tile of 64 x 64 at a time and never stored: the softmax runs
/// online (Milakov and Gimelshein 2018), carrying the largest score m and the sum l = Σ exp(s - m) of each row from tile
/// to tile; when m grows, l and the row's output so far shrink by exp(old m - new m). The tile lies transposed, a key a row
/// and a query a lane, so that maxima and sums of the softmax run down the lanes and no register is ever summed across.
/// </summary>
/// <typeparam name="T">The register.</typeparam>
/// <param name="qkv">(B, T, 3·C).</param>
/// <param name="y">(B, T, C).</param>
/// <param name="logSumExp">(B, Heads, T).</param>
/// <param name="shape">The sizes.</param>
internal unsafe struct AttentionForwardJob<T>(float* qkv, float* y, float* logSumExp, AttentionShape shape) : IJob
    where T : unmanaged, ILanes<T>
{
    private const int Size = AttentionTiles<T>.Size;
    private const int Block = TileProduct<T>.Rows;

    private readonly float* qkv = qkv, y = y, logSumExp = logSumExp;
    private readonly AttentionShape shape = shape;

    /// <summary>Computes head <paramref name="piece"/> mod Heads of sequence <paramref name="piece"/> / Heads.</summary>
    public readonly void Run(int piece)
    {
        int headSize = shape.HeadSize, padded = AttentionTiles<T>.Padded(headSize), tiles = (shape.T + Size - 1) / Size;
        int row = 3 * shape.C;
        float* queries = qkv + ((nint)(piece / shape.Heads) * shape.T * row) + (piece % shape.Heads * headSize);
        float* keys = queries + shape.C, values = keys + shape.C;

        // Per tile of 64 positions: k and v, (64, padded); then the arrays of the queries' tile.
        nint tileFloats = padded * Size;
        float* k = ThreadScratch.Floats((nuint)((((2 * tiles) + 1) * tileFloats) + (headSize * Size) + (Size * Size) + (4 * Size)));
        float* v = k + (tiles * tileFloats);
        var tile = new Tile { Output = v + (tiles * tileFloats) };
        tile.Q = tile.Output + tileFloats;
        tile.Scores = tile.Q + (headSize * Size);
        tile.Largest = tile.Scores + (Size * Size);
        tile.Sum = tile.Largest + Size;
        tile.Shrink = tile.Sum + Size;
        tile.Keep = tile.Shrink + Size;

        for (int t = 0; t < tiles; t++)
        {
            int rows = Math.Min(Size, shape.T - (t * Size));
            AttentionTiles<T>.Pack(keys + ((nint)t * Size * row), row, rows, headSize, k + (t * tileFloats), 1 / MathF.Sqrt(headSize));
            AttentionTiles<T>.Pack(values + ((nint)t * Size * row), row, rows, headSize, v + (t * tileFloats), 1);
        }

        for (int t = 0; t < tiles; t++)
        {
            tile.First = t * Size;
            tile.Rows = Math.Min(Size, shape.T - tile.First);
            AttentionTiles<T>.PackTransposed(queries + ((nint)tile.First * row), row, tile.Rows, headSize, tile.Q);
            for (int s = 0; s <= t; s++)
            {
                AddTile(in tile, k + (s * tileFloats), v + (s * tileFloats), s * Size, piece);
            }

            Finish(in tile, piece);
        }
    }

    /// <summary>Lets the tile's queries see up to 64 more keys and values, of positions from <paramref name="firstKey"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void AddTile(in Tile tile, float* k, float* v, int firstKey, int piece)
    {
        int headSize = shape.HeadSize, padded = AttentionTiles<T>.Padded(headSize);
        bool diagonal = firstKey == tile.First, isFirst = firstKey == 0;
        int rows = (tile.Rows + Block - 1) / Block * Block, keys = diagonal ? rows : Size;
        for (int j = 0; j < keys; j += Block)
        {
            // On the diagonal, queries before the block's first key see none of its keys.
            int start = diagonal ? j / T.Width * T.Width : 0;
            TileProduct<T>.EightRows(k + (j * padded), padded, 1, tile.Q + start, Size, tile.Scores + (j * Size) + start, Size, tile.Rows - start, headSize, add: false);
        }

        for (int i = 0; i < tile.Rows; i += T.Width)
        {
            // Rounded up to the blocks of the product below, which need zeros where a query does not see a key.
            int count = diagonal ? Math.Min((i + T.Width + Block - 1) / Block * Block, keys) : Size;
            SoftmaxColumns(in tile, i, count, diagonal, isFirst);
        }

        if (shape.Dropout > 0)
        {
            DropWeights(in tile, firstKey, keys, piece);
        }

        for (int i = 0; i < rows; i += Block)
        {
            float* output = tile.Output + (i * padded);
            for (int r = 0; r < Block && !isFirst; r++)
            {
                if (tile.Shrink[i + r] != 1)
                {
                    AttentionTiles<T>.Unpack(output + (r * padded), 1, padded, output + (r * padded), padded, tile.Shrink[i + r]);
                }
            }

            TileProduct<T>.EightRows(tile.Scores + i, 1, Size, v, padded, output, padded, headSize, diagonal ? i + Block : Size, add: !isFirst);
        }
    }

    /// <summary>Turns the scores of a register full of queries into exp(s - m), 0 where the key is hidden, and brings m and l up to date.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SoftmaxColumns(in Tile tile, int i, int count, bool diagonal, bool isFirst)
    {
        float* scores = tile.Scores + i;
        T hidden = T.Of(double.NegativeInfinity);
        if (diagonal)
        {
            // Key j is hidden from the queries before it, which are the first j - i lanes.
            for (int j = i + 1; j < count; j++)
            {
                T.Store(AttentionTiles<T>.Keep(hidden, j - i, T.Load(scores + (j * Size))), scores + (j * Size));
            }
        }

        // Two running maxima, since each waits for the one before it.
        T old = isFirst ? hidden : T.Load(tile.Largest + i), even = old, odd = old;
        for (int j = 0; j < count; j += 2)
        {
            even = T.Max(even, T.Load(scores + (j * Size)));
            odd = T.Max(odd, T.Load(scores + ((j + 1) * Size)));
        }

        T largest = T.Max(even, odd), sum = T.Of(0);
        if (!isFirst)
        {
            T shrink = T.Exp(old - largest);
            sum = T.Load(tile.Sum + i) * shrink;
            T.Store(shrink, tile.Shrink + i);
        }

        for (int j = 0; j < count; j++)
        {
            T p = T.Exp(T.Load(scores + (j * Size)) - largest);
            sum += p;
            T.Store(p, scores + (j * Size));
        }

        T.Store(largest, tile.Largest + i);
        T.Store(sum, tile.Sum + i);
    }

    /// <summary>Sets dropped weights to zero and the kept ones up; l has counted them all.</summary>
    private readonly void DropWeights(in Tile tile, int firstKey, int keys, int piece)
    {
        for (int j = 0; j < keys; j++)
        {
            uint index = (((uint)piece * (uint)shape.T) + (uint)tile.First) * (uint)shape.T + (uint)(firstKey + j);
            AttentionDropout.Fill(tile.Keep, tile.Rows, index, (uint)shape.T, shape.Dropout, shape.Seed);
            for (int i = firstKey == tile.First ? j / T.Width * T.Width : 0; i < tile.Rows; i += T.Width)
            {
                float* p = tile.Scores + (j * Size) + i;
                T.Store(T.Load(p) * T.Load(tile.Keep + i), p);
            }
        }
    }

    /// <summary>y = output / l and log Σ exp s = m + log l.</summary>
    private readonly void Finish(in Tile tile, int piece)
    {
        int headSize = shape.HeadSize, padded = AttentionTiles<T>.Padded(headSize);
        float* target = y + ((((nint)(piece / shape.Heads) * shape.T) + tile.First) * shape.C) + (piece % shape.Heads * headSize);
        float* log = logSumExp + ((nint)piece * shape.T) + tile.First;
        for (int i = 0; i < tile.Rows; i += T.Width)
        {
            T sum = T.Load(tile.Sum + i);
            T.Store(T.Load(tile.Largest + i) + T.Log(sum), log + i, Math.Min(T.Width, tile.Rows - i));
            T.Store(T.Of(1) / sum, tile.Sum + i);
        }

        for (int r = 0; r < tile.Rows; r++)
        {
            AttentionTiles<T>.Unpack(tile.Output + (r * padded), 1, headSize, target + ((nint)r * shape.C), shape.C, tile.Sum[r]);
        }
    }

    /// <summary>Where a thread keeps the queries it works on and what it has for them.</summary>
    private struct Tile
    {
        /// <summary>(HeadSize, 64): queries, transposed.</summary>
        public float* Q;

        /// <summary>(64, padded): Σⱼ exp(s(i, j) - m(i)) v(j) so far.</summary>
        public float* Output;

        /// <summary>(64, 64): s(i, j) at [j, i], then exp(s - m).</summary>
        public float* Scores;

        /// <summary>(64): the largest score of each query so far, m.</summary>
        public float* Largest;

        /// <summary>(64): l.</summary>
        public float* Sum;

        /// <summary>(64): exp(old m - new m).</summary>
        public float* Shrink;

        /// <summary>(64): which weights of a key are kept.</summary>
        public float* Keep;

        /// <summary>Position of the first query.</summary>
        public int First;

        /// <summary>Queries in this tile.</summary>
        public int Rows;
    }
}
