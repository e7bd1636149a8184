using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// One head of one sequence a piece. Probabilities are rebuilt a tile at a time from the scores and their log-sum-exp
/// (Dao 2023, FlashAttention-2, algorithm 2): for each 64 keys, all queries from these positions on pass by.
/// </summary>
/// <typeparam name="T">The register.</typeparam>
/// <param name="qkv">(B, T, 3·C).</param>
/// <param name="y">(B, T, C).</param>
/// <param name="logSumExp">(B, Heads, T).</param>
/// <param name="dy">(B, T, C).</param>
/// <param name="dqkv">(B, T, 3·C).</param>
/// <param name="shape">The sizes.</param>
internal unsafe struct AttentionBackwardJob<T>(float* qkv, float* y, float* logSumExp, float* dy, float* dqkv, AttentionShape shape) : IJob
    where T : unmanaged, ILanes<T>
{
    private const int Size = AttentionTiles<T>.Size;
    private const int Block = TileProduct<T>.Rows;

    private readonly float* qkv = qkv, y = y, logSumExp = logSumExp, dy = dy, dqkv = dqkv;
    private readonly AttentionShape shape = shape;

    /// <summary>Computes head <paramref name="piece"/> mod Heads of sequence <paramref name="piece"/> / Heads.</summary>
    public readonly void Run(int piece)
    {
        int headSize = shape.HeadSize, tiles = (shape.T + Size - 1) / Size, row = 3 * shape.C;
        nint corner = ((nint)(piece / shape.Heads) * shape.T * row) + (piece % shape.Heads * headSize);
        nint outputCorner = ((nint)(piece / shape.Heads) * shape.T * shape.C) + (piece % shape.Heads * headSize);
        float scale = 1 / MathF.Sqrt(headSize);
        var m = new Memory(headSize, tiles);
        PackQueries(in m, qkv + corner, outputCorner, logSumExp + ((nint)piece * shape.T), scale);

        for (int s = 0; s < tiles; s++)
        {
            int firstKey = s * Size, keys = Math.Min(Size, shape.T - firstKey);
            float* k = qkv + corner + shape.C + ((nint)firstKey * row), v = k + shape.C;
            AttentionTiles<T>.Pack(k, row, keys, headSize, m.K, 1);
            AttentionTiles<T>.PackTransposed(k, row, keys, headSize, m.KeysTransposed);
            AttentionTiles<T>.PackTransposed(v, row, keys, headSize, m.ValuesTransposed);
            for (int t = s; t < tiles; t++)
            {
                AddTile(in m, t * Size, firstKey, piece);
            }

            float* dk = dqkv + corner + shape.C + ((nint)firstKey * row);
            AttentionTiles<T>.Unpack(m.DK, keys, headSize, dk, row, 1);
            AttentionTiles<T>.Unpack(m.DV, keys, headSize, dk + shape.C, row, 1);
        }

        AttentionTiles<T>.Unpack(m.DQ, shape.T, headSize, dqkv + corner, row, scale);
    }

    /// <summary>Lays q / √HeadSize, dy, log-sum-exp and D = dy·y of all positions out, with zeros after the last.</summary>
    private readonly void PackQueries(in Memory m, float* q, nint outputCorner, float* log, float scale)
    {
        int padded = AttentionTiles<T>.Padded(shape.HeadSize);
        AttentionTiles<T>.Pack(q, 3 * shape.C, shape.T, shape.HeadSize, m.Q, scale);
        AttentionTiles<T>.Pack(dy + outputCorner, shape.C, shape.T, shape.HeadSize, m.DY, 1);
        for (int i = 0; i < AttentionTiles<T>.Padded(shape.T); i++)
        {
            T sum = T.Of(0);
            float* output = y + outputCorner + ((nint)i * shape.C);
            for (int c = 0; c < shape.HeadSize && i < shape.T; c += T.Width)
            {
                sum = T.MultiplyAdd(T.Load(m.DY + (i * padded) + c), T.Load(output + c, Math.Min(T.Width, shape.HeadSize - c)), sum);
            }

            m.D[i] = T.Sum(sum);
            m.LogSumExp[i] = i < shape.T ? log[i] : 0;
        }
    }

    /// <summary>What the pairs of 64 queries and 64 keys add to the gradients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void AddTile(in Memory m, int firstQuery, int firstKey, int piece)
    {
        int headSize = shape.HeadSize, padded = AttentionTiles<T>.Padded(headSize);
        int rows = (Math.Min(Size, shape.T - firstQuery) + Block - 1) / Block * Block;
        bool diagonal = firstQuery == firstKey;
        float* q = m.Q + (firstQuery * padded), dy = m.DY + (firstQuery * padded);

        // s = q·k and dp = dy·v; on the diagonal the block's last row sees r + 8 keys, and no more are computed.
        for (int r = 0; r < rows; r += Block)
        {
            TileProduct<T>.EightRows(q + (r * padded), padded, 1, m.KeysTransposed, Size, m.P + (r * Size), Size, diagonal ? r + Block : Size, headSize, add: false);
        }

        for (int r = 0; r < rows; r += Block)
        {
            TileProduct<T>.EightRows(dy + (r * padded), padded, 1, m.ValuesTransposed, Size, m.DS + (r * Size), Size, diagonal ? r + Block : Size, headSize, add: false);
        }

        for (int r = 0; r < rows; r++)
        {
            int i = firstQuery + r;
            int seen = diagonal ? r + 1 : Size, computed = diagonal ? (r / Block * Block) + Block : Size;
            if (shape.Dropout > 0)
            {
                uint index = (((uint)piece * (uint)shape.T) + (uint)i) * (uint)shape.T + (uint)firstKey;
                AttentionDropout.Fill(m.Keep, computed, index, 1, shape.Dropout, shape.Seed);
            }

            SoftmaxBackwardRow(m.P + (r * Size), m.DS + (r * Size), shape.Dropout > 0 ? m.Keep : null, m.LogSumExp[i], m.D[i], seen, computed);
        }

        // dq(i) += Σⱼ ds(i, j) k(j); dv(j) += Σᵢ p(i, j) dy(i) and dk(j) += Σᵢ ds(i, j) q(i), where i ≥ j.
        for (int r = 0; r < rows; r += Block)
        {
            TileProduct<T>.EightRows(m.DS + (r * Size), Size, 1, m.K, padded, m.DQ + ((firstQuery + r) * padded), padded, headSize, diagonal ? r + Block : Size, add: firstKey > 0);
        }

        int keys = diagonal ? rows : Size;
        for (int j = 0; j < keys; j += Block)
        {
            int first = diagonal ? j : 0;
            TileProduct<T>.EightRows(m.P + (first * Size) + j, 1, Size, dy + (first * padded), padded, m.DV + (j * padded), padded, headSize, rows - first, add: !diagonal);
        }

        for (int j = 0; j < keys; j += Block)
        {
            int first = diagonal ? j : 0;
            TileProduct<T>.EightRows(m.DS + (first * Size) + j, 1, Size, q + (first * padded), padded, m.DK + (j * padded), padded, headSize, rows - first, add: !diagonal);
        }
    }

    /// <summary>Turns s into drop(p) and dp into ds = p (keep·dp - D), both zero from <paramref name="seen"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SoftmaxBackwardRow(float* s, float* dp, float* keep, float logSumExp, float d, int seen, int computed)
    {
        T log = T.Broadcast(logSumExp), dd = T.Broadcast(d), zero = T.Of(0);
        for (int n = 0; n < computed; n += T.Width)
        {
            T p = AttentionTiles<T>.Keep(T.Exp(T.Load(s + n) - log), seen - n, zero);
            T gradient = T.Load(dp + n), dropped = p;
            if (keep != null)
            {
                T kept = T.Load(keep + n);
                gradient *= kept;
                dropped *= kept;
            }

            T.Store(p * (gradient - dd), dp + n);
            T.Store(dropped, s + n);
        }
    }

    /// <summary>The thread's working memory, cut into arrays. All rows are padded.</summary>
    private readonly struct Memory
    {
        public Memory(int headSize, int tiles)
        {
            nint tile = AttentionTiles<T>.Padded(headSize) * Size, transposed = headSize * Size, positions = tiles * Size, all = tiles * tile;
            float* next = ThreadScratch.Floats((nuint)((3 * all) + (2 * positions) + (3 * tile) + (2 * transposed) + (2 * Size * Size) + Size));
            Q = next;
            DY = Q + all;
            DQ = DY + all;
            D = DQ + all;
            LogSumExp = D + positions;
            K = LogSumExp + positions;
            DK = K + tile;
            DV = DK + tile;
            KeysTransposed = DV + tile;
            ValuesTransposed = KeysTransposed + transposed;
            P = ValuesTransposed + transposed;
            DS = P + (Size * Size);
            Keep = DS + (Size * Size);
        }

        /// <summary>(T, HeadSize): queries, divided by √HeadSize.</summary>
        public float* Q { get; }

        /// <summary>(T, HeadSize): the upstream gradient.</summary>
        public float* DY { get; }

        /// <summary>(T, HeadSize): the queries' gradient, not yet divided by √HeadSize.</summary>
        public float* DQ { get; }

        /// <summary>(T): dy(i)·y(i).</summary>
        public float* D { get; }

        /// <summary>(T).</summary>
        public float* LogSumExp { get; }

        /// <summary>(64, HeadSize): keys.</summary>
        public float* K { get; }

        /// <summary>(64, HeadSize): their gradient.</summary>
        public float* DK { get; }

        /// <summary>(64, HeadSize): the values' gradient.</summary>
        public float* DV { get; }

        /// <summary>(HeadSize, 64).</summary>
        public float* KeysTransposed { get; }

        /// <summary>(HeadSize, 64).</summary>
        public float* ValuesTransposed { get; }

        /// <summary>(64, 64): scores, then drop(p).</summary>
        public float* P { get; }

        /// <summary>(64, 64): dp, then ds.</summary>
        public float* DS { get; }

        /// <summary>(64): the kept weights of a row.</summary>
        public float* Keep { get; }
    }
}
