using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// One head of one sequence a piece. Scores are computed a tile of 64 x 64 at a time and never stored: the softmax runs
/// online (Milakov and Gimelshein 2018), carrying the largest score m and the sum l = Σ exp(s - m) of each row from tile
/// to tile; when m grows, l and the row's output so far shrink by exp(old m - new m).
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

        // k: per tile (HeadSize, 64), transposed; v: per tile (64, padded).
        nint keyTile = headSize * Size, valueTile = padded * Size;
        float* k = ThreadScratch.Floats((nuint)((tiles * (keyTile + valueTile)) + (2 * valueTile) + (Size * Size) + (3 * Size)));
        float* v = k + (tiles * keyTile);
        var tile = new Tile { Q = v + (tiles * valueTile) };
        tile.Output = tile.Q + valueTile;
        tile.Scores = tile.Output + valueTile;
        tile.Largest = tile.Scores + (Size * Size);
        tile.Sum = tile.Largest + Size;
        tile.Keep = tile.Sum + Size;

        for (int t = 0; t < tiles; t++)
        {
            int rows = Math.Min(Size, shape.T - (t * Size));
            AttentionTiles<T>.PackTransposed(keys + ((nint)t * Size * row), row, rows, headSize, k + (t * keyTile));
            AttentionTiles<T>.Pack(values + ((nint)t * Size * row), row, rows, headSize, v + (t * valueTile), 1);
        }

        for (int t = 0; t < tiles; t++)
        {
            tile.First = t * Size;
            tile.Rows = Math.Min(Size, shape.T - tile.First);
            AttentionTiles<T>.Pack(queries + ((nint)tile.First * row), row, tile.Rows, headSize, tile.Q, 1 / MathF.Sqrt(headSize));
            for (int s = 0; s <= t; s++)
            {
                AddTile(in tile, k + (s * keyTile), v + (s * valueTile), s * Size, piece);
            }

            Finish(in tile, piece);
        }
    }

    /// <summary>Lets the tile's queries see 64 more keys and values, of positions from <paramref name="firstKey"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void AddTile(in Tile tile, float* k, float* v, int firstKey, int piece)
    {
        int headSize = shape.HeadSize, padded = AttentionTiles<T>.Padded(headSize);
        bool diagonal = firstKey == tile.First;
        for (int r = 0; r < tile.Rows; r += Block)
        {
            // On the diagonal the block's last row sees r + 8 keys; right of them no product is computed.
            TileProduct<T>.EightRows(tile.Q + (r * padded), padded, 1, k, Size, tile.Scores + (r * Size), Size, diagonal ? r + Block : Size, headSize, add: false);
        }

        int allRows = (tile.Rows + Block - 1) / Block * Block;
        for (int r = 0; r < allRows; r++)
        {
            int seen = diagonal ? r + 1 : Size, computed = diagonal ? (r / Block * Block) + Block : Size;
            SoftmaxRow(in tile, r, seen, computed, firstKey == 0, padded);
            if (shape.Dropout > 0)
            {
                uint index = (((uint)piece * (uint)shape.T) + (uint)(tile.First + r)) * (uint)shape.T + (uint)firstKey;
                AttentionDropout.Row(tile.Keep, computed, index, shape.Dropout, shape.Seed);
                for (int n = 0; n < computed; n += T.Width)
                {
                    float* p = tile.Scores + (r * Size) + n;
                    T.Store(T.Load(p) * T.Load(tile.Keep + n), p);
                }
            }
        }

        for (int r = 0; r < tile.Rows; r += Block)
        {
            TileProduct<T>.EightRows(tile.Scores + (r * Size), Size, 1, v, padded, tile.Output + (r * padded), padded, headSize, diagonal ? r + Block : Size, add: firstKey > 0);
        }
    }

    /// <summary>Turns a row of scores into exp(s - m), zero from <paramref name="seen"/> on, and brings m, l and the output up to date.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SoftmaxRow(in Tile tile, int r, int seen, int computed, bool isFirst, int padded)
    {
        float* s = tile.Scores + (r * Size);
        T hidden = T.Of(double.NegativeInfinity), largest = hidden;
        for (int n = 0; n < computed; n += T.Width)
        {
            T score = AttentionTiles<T>.Keep(T.Load(s + n), seen - n, hidden);
            if (seen - n < T.Width)
            {
                T.Store(score, s + n);
            }

            largest = T.Max(largest, score);
        }

        float max = T.Largest(largest), sum = 0;
        if (!isFirst)
        {
            float old = tile.Largest[r];
            max = MathF.Max(max, old);
            sum = tile.Sum[r];
            if (max != old)
            {
                float shrink = MathF.Exp(old - max);
                sum *= shrink;
                AttentionTiles<T>.UnpackRow(tile.Output + (r * padded), padded, tile.Output + (r * padded), T.Broadcast(shrink));
            }
        }

        T m = T.Broadcast(max), total = T.Of(0);
        for (int n = 0; n < computed; n += T.Width)
        {
            T p = T.Exp(T.Load(s + n) - m);
            total += p;
            T.Store(p, s + n);
        }

        tile.Largest[r] = max;
        tile.Sum[r] = sum + T.Sum(total);
    }

    /// <summary>y = output / l and log Σ exp s = m + log l.</summary>
    private readonly void Finish(in Tile tile, int piece)
    {
        int headSize = shape.HeadSize, padded = AttentionTiles<T>.Padded(headSize);
        float* target = y + ((((nint)(piece / shape.Heads) * shape.T) + tile.First) * shape.C) + (piece % shape.Heads * headSize);
        float* log = logSumExp + ((nint)piece * shape.T) + tile.First;
        for (int r = 0; r < tile.Rows; r++)
        {
            AttentionTiles<T>.UnpackRow(tile.Output + (r * padded), headSize, target + ((nint)r * shape.C), T.Broadcast(1 / tile.Sum[r]));
            log[r] = tile.Largest[r] + MathF.Log(tile.Sum[r]);
        }
    }

    /// <summary>Where a thread keeps the queries it works on and what it has for them.</summary>
    private struct Tile
    {
        /// <summary>(64, padded): queries, divided by √HeadSize.</summary>
        public float* Q;

        /// <summary>(64, padded): Σⱼ exp(s(i, j) - m(i)) v(j) so far.</summary>
        public float* Output;

        /// <summary>(64, 64): scores, then exp(s - m).</summary>
        public float* Scores;

        /// <summary>(64): the largest score of each row so far, m.</summary>
        public float* Largest;

        /// <summary>(64): l.</summary>
        public float* Sum;

        /// <summary>(64): the kept weights of a row.</summary>
        public float* Keep;

        /// <summary>Position of the first query.</summary>
        public int First;

        /// <summary>Queries in this tile.</summary>
        public int Rows;
    }
}
