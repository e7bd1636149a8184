using ILGPU;

namespace Kernels;

/// <summary>
/// The register-tiled version issues a read for every number, and all threads wait while a block is copied. Here four
/// neighbours are read at once, from global as from shared memory, and the shared memory has two halves (double buffering): the
/// next block comes in while the group works on this one, with one barrier a block instead of two. A thread's rows and columns lie in
/// fours, which are a row of threads apart. Expect two thirds of the arithmetic. Matrices must lie at multiples of four elements.
/// </summary>
internal readonly struct MatMul4Vectorised<TTile, TLayoutA, TLayoutB>(MatMulArguments arguments) : IGpuKernel
    where TTile : struct, IMatMulTile
    where TLayoutA : struct, IMatMulLayout
    where TLayoutB : struct, IMatMulLayout
{
    /// <inheritdoc/>
    public static int GroupSize => MatMulTile<TTile>.Threads;

    /// <summary>
    /// Two groups of 256 threads leave each 128 registers, enough for 64 sums, and four leave 64, enough for 16. Left to itself the
    /// assembler makes room for one group more, and moves a number to memory for it.
    /// </summary>
    public static int GroupsPerMultiprocessor => TTile.ThreadRows * TTile.ThreadColumns > 16 ? 2 : 4;

    /// <inheritdoc/>
    public void Run()
    {
        var blockA = SharedMemory.Allocate<float>(2 * MatMulQuads<MatMulTile<TTile>.BlockOfA, TLayoutA>.HalfLength);
        var blockB = SharedMemory.Allocate<float>(2 * MatMulQuads<MatMulTile<TTile>.BlockOfB, TLayoutB>.HalfLength);
        var quadsA = new Float4[MatMulQuads<MatMulTile<TTile>.BlockOfA, TLayoutA>.Count];
        var quadsB = new Float4[MatMulQuads<MatMulTile<TTile>.BlockOfB, TLayoutB>.Count];
        var (a, b) = (arguments.A, arguments.B);
        var place = arguments.PlaceOf(Grid.IdxX, TTile.Rows, TTile.Columns);
        int startA = a.Start(place.Product);
        int startB = b.Start(place.Product);
        float[] sums = new float[TTile.ThreadRows * TTile.ThreadColumns];
        MatMulQuads<MatMulTile<TTile>.BlockOfA, TLayoutA>.Fetch(a, startA, place.Row, place.FirstK, place.End, quadsA);
        MatMulQuads<MatMulTile<TTile>.BlockOfB, TLayoutB>.Fetch(b, startB, place.Column, place.FirstK, place.End, quadsB);
        MatMulQuads<MatMulTile<TTile>.BlockOfA, TLayoutA>.Put(quadsA, blockA, 0);
        MatMulQuads<MatMulTile<TTile>.BlockOfB, TLayoutB>.Put(quadsB, blockB, 0);
        Group.Barrier();
        int half = 0;
        for (int k = place.FirstK; k < place.End; k += TTile.Depth)
        {
            MatMulQuads<MatMulTile<TTile>.BlockOfA, TLayoutA>.Fetch(a, startA, place.Row, k + TTile.Depth, place.End, quadsA);
            MatMulQuads<MatMulTile<TTile>.BlockOfB, TLayoutB>.Fetch(b, startB, place.Column, k + TTile.Depth, place.End, quadsB);
            for (int d = 0; d < TTile.Depth; d++)
            {
                AddTerms(sums, blockA, blockB, (half * TTile.Depth) + d);
            }

            half = 1 - half;
            MatMulQuads<MatMulTile<TTile>.BlockOfA, TLayoutA>.Put(quadsA, blockA, half);
            MatMulQuads<MatMulTile<TTile>.BlockOfB, TLayoutB>.Put(quadsB, blockB, half);
            Group.Barrier();
        }

        for (int i = 0; i < TTile.ThreadRows; i++)
        {
            for (int j = 0; j < TTile.ThreadColumns; j++)
            {
                arguments.C.Store(place.Target, place.Row + RowOf(i), place.Column + ColumnOf(j), sums[(i * TTile.ThreadColumns) + j]);
            }
        }
    }

    /// <summary>Where a row of the thread's tile lies in the group's.</summary>
    private static int RowOf(int i) => (((i / 4 * MatMulTile<TTile>.ThreadsDown) + (Group.IdxX / MatMulTile<TTile>.ThreadsAcross)) * 4) + (i % 4);

    /// <summary>Where a column of the thread's tile lies in the group's.</summary>
    private static int ColumnOf(int j) => (((j / 4 * MatMulTile<TTile>.ThreadsAcross) + (Group.IdxX % MatMulTile<TTile>.ThreadsAcross)) * 4) + (j % 4);

    /// <summary>One term of each of the thread's sums, from row <paramref name="d"/> of the blocks.</summary>
    private static void AddTerms(float[] sums, ArrayView<float> blockA, ArrayView<float> blockB, int d)
    {
        var rows = blockA.Cast<Float4>();
        var columns = blockB.Cast<Float4>();
        var factors = new Float4[TTile.ThreadColumns / 4];
        for (int j = 0; j < TTile.ThreadColumns / 4; j++)
        {
            factors[j] = columns[((d * MatMulTile<TTile>.BlockOfB.Stride) + ColumnOf(4 * j)) / 4];
        }

        for (int i = 0; i < TTile.ThreadRows / 4; i++)
        {
            var factor = rows[((d * MatMulTile<TTile>.BlockOfA.Stride) + RowOf(4 * i)) / 4];
            for (int j = 0; j < TTile.ThreadColumns / 4; j++)
            {
                int at = (4 * i * TTile.ThreadColumns) + (4 * j);
                AddTerms(sums, at, factor.X, factors[j]);
                AddTerms(sums, at + TTile.ThreadColumns, factor.Y, factors[j]);
                AddTerms(sums, at + (2 * TTile.ThreadColumns), factor.Z, factors[j]);
                AddTerms(sums, at + (3 * TTile.ThreadColumns), factor.W, factors[j]);
            }
        }
    }

    /// <summary>One term of four sums of a row.</summary>
    private static void AddTerms(float[] sums, int at, float factor, Float4 factors)
    {
        sums[at] += factor * factors.X;
        sums[at + 1] += factor * factors.Y;
        sums[at + 2] += factor * factors.Z;
        sums[at + 3] += factor * factors.W;
    }
}

/// <summary>The version for any layout.</summary>
internal readonly struct MatMul4VectorisedVersion<TTile> : IMatMulVersion
    where TTile : struct, IMatMulTile
{
    /// <inheritdoc/>
    public static int Rows => TTile.Rows;

    /// <inheritdoc/>
    public static int Columns => TTile.Columns;

    /// <inheritdoc/>
    public static void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulCall call, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
        => device.Launch(new MatMul4Vectorised<TTile, TLayoutA, TLayoutB>(call.Arguments), groups);
}
