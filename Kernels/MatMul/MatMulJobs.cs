namespace Kernels;

/// <summary>Packs a block of A; a piece is some of its tiles' rows.</summary>
internal unsafe struct PackJob<TLanes> : IJob
    where TLanes : unmanaged, ILanes<TLanes>
{
    public MatrixProduct<TLanes> Product;
    public float* Packed;
    public int FirstRow;
    public int Rows;
    public int FirstK;
    public int EndK;
    public int RowsInPiece;

    public readonly void Run(int piece)
    {
        int start = FirstRow + (piece * RowsInPiece);
        int end = Math.Min(FirstRow + Rows, start + RowsInPiece);
        Product.PackA(FirstRow, Rows, start, end, FirstK, EndK, Packed);
    }
}

/// <summary>Multiplies a packed block of A with all of B; a piece is some of the rows times a group of panels of B.</summary>
internal unsafe struct MultiplyJob<TLanes> : IJob
    where TLanes : unmanaged, ILanes<TLanes>
{
    public MatrixProduct<TLanes> Product;
    public float* Packed;
    public int FirstRow;
    public int Rows;
    public int FirstK;
    public int EndK;
    public int RowsInPiece;
    public int Groups;

    public readonly void Run(int piece)
    {
        int group = piece % Groups;
        int start = FirstRow + (piece / Groups * RowsInPiece);
        int end = Math.Min(FirstRow + Rows, start + RowsInPiece);
        int firstPanel = (int)((long)Product.Panels * group / Groups);
        int endPanel = (int)((long)Product.Panels * (group + 1) / Groups);
        Product.Multiply(Packed, FirstRow, Rows, start, end, firstPanel, endPanel, FirstK, EndK);
    }
}

/// <summary>Many products: a piece is some of them, each done by one thread, or by a team.</summary>
internal unsafe struct BatchJob<TLanes> : IJob
    where TLanes : unmanaged, ILanes<TLanes>
{
    public MatrixProduct<TLanes> First;
    public int StrideA;
    public int StrideB;
    public int Batch;
    public int ProductsInPiece;
    public ThreadTeam? Team;

    public readonly void Run(int piece)
    {
        int end = Math.Min(Batch, (piece + 1) * ProductsInPiece);
        for (int index = piece * ProductsInPiece; index < end; index++)
        {
            var product = First;
            product.A += (long)index * StrideA;
            product.B += (long)index * StrideB;
            product.C += (long)index * First.M * First.N;
            MatMulDriver<TLanes>.Multiply(product, Team);
        }
    }
}
