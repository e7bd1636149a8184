using ILGPU;

namespace Kernels;

/// <summary>
/// The naive version reads each element of A and B from global memory once for every element of C that needs it. Here a group
/// computes a tile of C and copies what the tile needs to shared memory first, a block of terms after the other: a tile of
/// 16 x 16 makes 16 times less traffic. Now each term costs two reads from shared memory, whose bandwidth is the limit:
/// expect a tenth of the arithmetic.
/// </summary>
internal readonly struct MatMul2Tiled<TGroup>(MatMulArguments arguments) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <summary>Width of the tile, and terms of a block.</summary>
    public static int Columns => TGroup.Size == 256 ? 16 : 8;

    /// <summary>Height of the tile.</summary>
    public static int Rows => TGroup.Size / Columns;

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
            a.Load<BlockOfA>(a.Start(place.Product), place.Row, k, place.End, blockA);
            b.Load<BlockOfB>(b.Start(place.Product), place.Column, k, place.End, blockB);
            Group.Barrier();
            for (int i = 0; i < Columns; i++)
            {
                sum += blockA[(i * BlockOfA.Stride) + row] * blockB[(i * BlockOfB.Stride) + column];
            }

            Group.Barrier();
        }

        arguments.C.Store(place.Target, place.Row + row, place.Column + column, sum);
    }

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
