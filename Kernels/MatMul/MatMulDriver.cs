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

        int groups = (product.Panels + MatMulBlocking.PanelsInGroup - 1) / MatMulBlocking.PanelsInGroup;
        int ranges = 1;
        if (threads > 1)
        {
            groups = Math.Min(product.Panels, MatMulBlocking.RoundUp(groups, PiecesPerThread * threads));
            ranges = Math.Clamp(PiecesPerThread * threads / groups, 1, Math.Max(1, rows / RowsWorthAPanel));
        }

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
