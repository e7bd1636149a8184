using ILGPU;

namespace Kernels;

/// <summary>
/// The naive version reads each element of A and B from global memory once for every element of C that needs it. Here a group
/// computes a tile of C and copies what the tile needs to shared memory first, a block of terms after the other: a tile of
/// 16 x 16 makes 16 times less traffic. Now each term costs two reads from shared memory, whose bandwidth is the limit:
/// expect a tenth of the arithmetic.
/// </summary>
internal readonly struct MatMul2Tiled<TGroup, TLayoutA, TLayoutB>(MatMulArguments arguments) : IGpuKernel
    where TGroup : struct, IGroup
    where TLayoutA : struct, IMatMulLayout
    where TLayoutB : struct, IMatMulLayout
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        var blockA = SharedMemory.Allocate<float>(BlockOfA.Stride * BlockOfA.Depth);
        var blockB = SharedMemory.Allocate<float>(BlockOfB.Stride * BlockOfB.Depth);
        var (a, b) = (arguments.A, arguments.B);
        var place = arguments.PlaceOf(Grid.IdxX, Rows, Columns);
        int row = Group.IdxX / Columns;
        int column = Group.IdxX % Columns;
        float sum = 0;
        for (int k = place.FirstK; k < place.End; k += Columns)
        {
            a.Load<BlockOfA, TLayoutA>(a.Start(place.Product), place.Row, k, place.End, blockA);
            b.Load<BlockOfB, TLayoutB>(b.Start(place.Product), place.Column, k, place.End, blockB);
            Group.Barrier();
            for (int i = 0; i < Columns; i++)
            {
                sum += blockA[(i * BlockOfA.Stride) + row] * blockB[(i * BlockOfB.Stride) + column];
            }

            Group.Barrier();
        }

        arguments.C.Store(place.Target, place.Row + row, place.Column + column, sum);
    }

    private static int Columns => MatMul2TiledVersion<TGroup>.Columns;

    private static int Rows => MatMul2TiledVersion<TGroup>.Rows;

    private readonly struct BlockOfA : IMatMulBlock
    {
        public static int Width => Rows;

        public static int Depth => Columns;

        public static int Stride => Rows + 1;

        public static int Threads => TGroup.Size;
    }

    private readonly struct BlockOfB : IMatMulBlock
    {
        public static int Width => Columns;

        public static int Depth => Columns;

        public static int Stride => Columns + 1;

        public static int Threads => TGroup.Size;
    }
}

/// <summary>The version for any layout.</summary>
internal readonly struct MatMul2TiledVersion<TGroup> : IMatMulVersion
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int Rows => TGroup.Size / Columns;

    /// <inheritdoc/>
    public static int Columns => TGroup.Size == 256 ? 16 : 8;

    /// <inheritdoc/>
    public static void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulCall call, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
        => device.Launch(new MatMul2Tiled<TGroup, TLayoutA, TLayoutB>(call.Arguments), groups);
}
