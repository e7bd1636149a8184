using ILGPU;

namespace Kernels;

/// <summary>
/// The tiled version reads two numbers from shared memory for one multiplication and addition. Here a thread computes a small
/// tile of its own, whose sums stay in registers: 4 x 4 sums take 8 reads for 16 terms, and a group's tile of 64 x 64 again
/// makes 4 times less traffic with global memory. A thread's columns lie a whole row of threads apart, so that neighbouring
/// threads read neighbouring numbers. Expect a third of the arithmetic.
/// </summary>
internal readonly struct MatMul3RegisterTiled<TTile, TLayoutA, TLayoutB>(MatMulArguments arguments) : IGpuKernel
    where TTile : struct, IMatMulTile
    where TLayoutA : struct, IMatMulLayout
    where TLayoutB : struct, IMatMulLayout
{
    /// <inheritdoc/>
    public static int GroupSize => MatMulTile<TTile>.Threads;

    /// <inheritdoc/>
    public void Run()
    {
        var blockA = SharedMemory.Allocate<float>(MatMulTile<TTile>.BlockOfA.Stride * TTile.Depth);
        var blockB = SharedMemory.Allocate<float>(MatMulTile<TTile>.BlockOfB.Stride * TTile.Depth);
        var (a, b) = (arguments.A, arguments.B);
        var place = arguments.PlaceOf(Grid.IdxX, TTile.Rows, TTile.Columns);
        int row = Group.IdxX / MatMulTile<TTile>.ThreadsAcross;
        int column = Group.IdxX % MatMulTile<TTile>.ThreadsAcross;
        float[] sums = new float[TTile.ThreadRows * TTile.ThreadColumns];
        for (int k = place.FirstK; k < place.End; k += TTile.Depth)
        {
            a.Load<MatMulTile<TTile>.BlockOfA, TLayoutA>(a.Start(place.Product), place.Row, k, place.End, blockA);
            b.Load<MatMulTile<TTile>.BlockOfB, TLayoutB>(b.Start(place.Product), place.Column, k, place.End, blockB);
            Group.Barrier();
            for (int d = 0; d < TTile.Depth; d++)
            {
                AddTerms(sums, blockA, blockB, d, row, column);
            }

            Group.Barrier();
        }

        for (int i = 0; i < TTile.ThreadRows; i++)
        {
            for (int j = 0; j < TTile.ThreadColumns; j++)
            {
                arguments.C.Store(
                    place.Target,
                    place.Row + row + (i * MatMulTile<TTile>.ThreadsDown),
                    place.Column + column + (j * MatMulTile<TTile>.ThreadsAcross),
                    sums[(i * TTile.ThreadColumns) + j]);
            }
        }
    }

    /// <summary>One term of each of the thread's sums.</summary>
    private static void AddTerms(float[] sums, ArrayView<float> blockA, ArrayView<float> blockB, int d, int row, int column)
    {
        float[] factors = new float[TTile.ThreadColumns];
        for (int j = 0; j < TTile.ThreadColumns; j++)
        {
            factors[j] = blockB[(d * MatMulTile<TTile>.BlockOfB.Stride) + column + (j * MatMulTile<TTile>.ThreadsAcross)];
        }

        for (int i = 0; i < TTile.ThreadRows; i++)
        {
            float factor = blockA[(d * MatMulTile<TTile>.BlockOfA.Stride) + row + (i * MatMulTile<TTile>.ThreadsDown)];
            for (int j = 0; j < TTile.ThreadColumns; j++)
            {
                sums[(i * TTile.ThreadColumns) + j] += factor * factors[j];
            }
        }
    }
}

/// <summary>The version for any layout.</summary>
internal readonly struct MatMul3RegisterTiledVersion<TTile> : IMatMulVersion
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
        => device.Launch(new MatMul3RegisterTiled<TTile, TLayoutA, TLayoutB>(call.Arguments), groups);
}
