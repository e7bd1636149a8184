namespace Kernels;

/// <summary>The outer loops of a product: blocks of A that fit into the L3 cache, and their parts for the threads.</summary>
internal static unsafe class MatMulDriver<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>
    /// Pieces of work for each thread: with two, an unlucky thread holds the others up less; with more, a piece's panels
    /// of B are so few that its rows are read in short runs.
    /// </summary>
    private const int PiecesPerThread = 2;

    /// <summary>Rows below which packing a panel of B once more costs too much of what a second thread gains.</summary>
    private const int RowsWorthAPanel = 112;

    /// <summary>The same for a thread that packs all of a B that does not stay in its own cache.</summary>
    private const int RowsWorthAllPanels = 256;

    /// <summary>Floats of a B that is packed from a core's own cache: half of an L2 of one megabyte.</summary>
    private const int SmallB = 1 << 17;

    /// <summary>Multiplies; the threads of <paramref name="team"/> share the work, or the caller does it alone.</summary>
    public static void Multiply(MatrixProduct<TLanes> product, ThreadTeam? team)
    {
        int longestK = Math.Min(product.K, 2 * MatMulBlocking.KBlock);
        int rowsInBlock = MatMulBlocking.EqualBlocks<TLanes>(product.M, MatMulBlocking.PackedFloats / Math.Max(1, longestK));
        int kInBlock = Math.Max(1, MatMulBlocking.PackedFloats / rowsInBlock / MatMulBlocking.KBlock) * MatMulBlocking.KBlock;
        for (int row = 0; row < product.M; row += rowsInBlock)
        {
            int rows = Math.Min(rowsInBlock, product.M - row);
            for (int k = 0; k < product.K; k += kInBlock)
            {
                MultiplyBlock(product, team, row, rows, k, Math.Min(product.K, k + kInBlock));
            }
        }
    }

    private static void MultiplyBlock(MatrixProduct<TLanes> product, ThreadTeam? team, int row, int rows, int firstK, int endK)
    {
        int threads = team?.Threads ?? 1;
        int tallest = MatMulBlocking.TallestTile<TLanes>();
        float* packed = MatMulScratch.ForA((long)rows * (endK - firstK));
        var pack = new PackJob<TLanes>
        {
            Product = product,
            Packed = packed,
            FirstRow = row,
            Rows = rows,
            FirstK = firstK,
            EndK = endK,
            RowsInPiece = MatMulBlocking.EqualBlocks<TLanes>(rows, threads == 1 ? rows : Math.Max(tallest, rows / (PiecesPerThread * threads))),
        };
        Run(team, ref pack, (rows + pack.RowsInPiece - 1) / pack.RowsInPiece);

        var (ranges, groups) = Cut(product, rows, threads);
        var multiply = new MultiplyJob<TLanes>
        {
            Product = product,
            Packed = packed,
            FirstRow = row,
            Rows = rows,
            FirstK = firstK,
            EndK = endK,
            RowsInPiece = MatMulBlocking.EqualBlocks<TLanes>(rows, (rows + ranges - 1) / ranges),
            Groups = groups,
        };
        Run(team, ref multiply, groups * ((rows + multiply.RowsInPiece - 1) / multiply.RowsInPiece));
    }

    /// <summary>
    /// Ranges of rows, and groups of panels of B. Each thread gets rows of its own where they are worth it: so it multiplies what it
    /// packed, and finds in its cache the rows that it wrote in the kernel before (768 x 512 times 512 x 128 on two cores: 1.5 times as
    /// fast as with columns of its own). Where rows are few, columns are shared too.
    /// </summary>
    private static (int Ranges, int Groups) Cut(MatrixProduct<TLanes> product, int rows, int threads)
    {
        int groups = (product.Panels + MatMulBlocking.PanelsInGroup - 1) / MatMulBlocking.PanelsInGroup;
        if (threads == 1)
        {
            return (1, groups);
        }

        int pieces = PiecesPerThread * threads;
        bool small = (long)product.K * product.N <= SmallB;
        int ranges = Math.Clamp(rows / (small ? RowsWorthAPanel : RowsWorthAllPanels), 1, threads);
        groups = Math.Min(product.Panels, Math.Max(groups, (pieces + ranges - 1) / ranges));
        return (Math.Clamp(pieces / groups, ranges, Math.Max(ranges, rows / RowsWorthAPanel)), groups);
    }

    private static void Run<TJob>(ThreadTeam? team, ref TJob job, int pieces)
        where TJob : struct, IJob
    {
        if (team is not null)
        {
            team.Run(ref job, pieces);
            return;
        }

        for (int piece = 0; piece < pieces; piece++)
        {
            job.Run(piece);
        }
    }
}
