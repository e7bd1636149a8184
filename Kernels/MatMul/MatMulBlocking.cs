namespace Kernels;

/// <summary>
/// How a product is cut so that each part is met again while it still lies in the cache it needs (Goto and van de Geijn
/// 2008, "Anatomy of high-performance matrix multiplication"). From the inside out:
/// registers: a tile of C, at most 14 x 32 floats, stays in the SIMD registers over a whole K block;
/// L1: a panel of A, 14 x 512 floats (28 KB), is met again for each panel of B;
/// L2: a group of at most 8 panels of B, 512 x 32 floats each (64 KB), is met again for each panel of A;
/// L3: a block of A, at most a million floats (4 MB), is met again for each group of B.
/// </summary>
internal static class MatMulBlocking
{
    /// <summary>
    /// The length of a K block. It is the same for every shape, SIMD width and number of threads, since it decides how a
    /// sum is rounded.
    /// </summary>
    public const int KBlock = 512;

    /// <summary>Floats of A that are packed at a time.</summary>
    public const int PackedFloats = 1 << 20;

    /// <summary>Panels of B that are packed at a time.</summary>
    public const int PanelsInGroup = 8;

    /// <summary>
    /// Below this <see cref="Cost"/>, some 50 microseconds of one thread, a product is not shared: a thread that has gone to sleep
    /// between two of them takes that long to come (with 2^19 two threads were half as fast as one at a small network's training).
    /// </summary>
    public const long WorthSharing = 1 << 22;

    /// <summary>Multiply-adds that go by while one float of an operand comes from memory.</summary>
    private const int CostOfFloat = 16;

    /// <summary>The work of a product in multiply-adds; a vector times a matrix is as long as it takes to read the matrix.</summary>
    public static long Cost(MatMulShape shape) =>
        shape.Batch * (((long)shape.M * shape.N * shape.K) + (CostOfFloat * (((long)shape.M * shape.K) + ((long)shape.K * shape.N) + ((long)shape.M * shape.N))));

    /// <summary>Panels of B are two registers wide.</summary>
    public static int PanelWidth<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes> => 2 * TLanes.Width;

    /// <summary>
    /// Rows of the next tile when <paramref name="rows"/> are left. The tallest fills the registers: 2 x 14 of the 32 that
    /// AVX-512 has, 2 x 6 of the 16 of AVX2, leave room for two of B and one of A. The others cover what is left over.
    /// </summary>
    public static int TileHeight<TLanes>(int rows)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int tallest = TallestTile<TLanes>();
        return rows >= tallest ? tallest
            : TLanes.Width == 16 && rows >= 8 ? 8
            : rows >= 4 ? 4
            : rows >= 2 ? 2
            : 1;
    }

    /// <summary>
    /// True where copying B (k, n) into panels costs more than reading it row by row where it lies: when one tile has all
    /// <paramref name="rows"/> rows of A, so that B is read only once; or when there are few rows and B fits into the L2
    /// cache (a large one would not stay there: the rows of a panel lie far apart and share few of the cache's sets).
    /// </summary>
    public static bool ReadsBInPlace<TLanes>(int rows, int k, int n)
        where TLanes : unmanaged, ILanes<TLanes> => rows <= TallestTile<TLanes>() || (rows <= 64 && (long)k * n <= 1 << 16);

    /// <summary>Rows of the tallest tile.</summary>
    public static int TallestTile<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Width == 16 ? 14 : TLanes.Width == 8 ? 6 : 4;

    /// <summary>Cuts <paramref name="rows"/> rows into equal blocks of at most <paramref name="limit"/>; whole tiles in all but the last.</summary>
    public static int EqualBlocks<TLanes>(int rows, int limit)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int tallest = TallestTile<TLanes>();
        int blocks = Math.Max(1, (rows + limit - 1) / Math.Max(1, limit));
        return RoundUp((rows + blocks - 1) / blocks, tallest);
    }

    /// <summary>The smallest multiple of <paramref name="unit"/> that is not less.</summary>
    public static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;
}
