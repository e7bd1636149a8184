using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>
/// <see cref="TensorCorePipeline{TNumber, TCores, TLayoutA, TLayoutB}"/> leaves the tensor cores idle while a tile's sums are finished and written: on an H200 3.8 µs a tile, where
/// the multiplications of 768 terms take 11. Here a thread has the sums of two tiles: while Hopper's tensor cores add to one set, the threads, which have nothing else to do, finish
/// the other, a little after each step. Two sets of 128 x 256 sums are more than the registers hold, so tiles are 128 x 192; GPT-2's widths are multiples of that, and 8192 x 768 sums are
/// 256 such tiles, nearly two for each of 132 multiprocessors, where 192 wide ones were one and a half. Which version is faster, <see cref="PanelTime"/> says.
/// </summary>
/// <typeparam name="TLayoutA">How A lies.</typeparam>
/// <typeparam name="TLayoutB">How B lies.</typeparam>
/// <typeparam name="TEnd">What becomes of the sums.</typeparam>
internal readonly struct TwoTilePipeline<TLayoutA, TLayoutB, TEnd>(PanelArguments arguments) : IGpuKernel
    where TLayoutA : struct, IMatMulLayout
    where TLayoutB : struct, IMatMulLayout
    where TEnd : struct, IPanelEnd
{
    /// <summary>Height of a group's tile.</summary>
    public const int Rows = 128;

    /// <summary>Width of a group's tile.</summary>
    public const int Columns = 192;

    /// <summary>Terms of a step.</summary>
    public const int Terms = SharedPanel.RowBytes / 2;

    /// <summary>In so many pieces, one a step, a tile is finished.</summary>
    public const int Pieces = 2 * Columns / PartColumns;

    private const int PanelsOfA = Rows / SharedPanel.Size;
    private const int PanelsOfB = Columns / SharedPanel.Size;
    private const int Stages = 4;
    private const uint StageBytes = (PanelsOfA + PanelsOfB) * SharedPanel.Bytes;
    private const int PartRows = 16;
    private const int PartColumns = 32;
    private const int PartStride = PartColumns + 4;
    private const uint PartBytes = 4 * PartRows * PartStride;
    private const uint BarriersAt = Stages * StageBytes;
    private const uint PartsAt = BarriersAt + 64;

    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <summary>192 sums a thread.</summary>
    public static int GroupsPerMultiprocessor => 1;

    /// <summary>The ring of stages, their barriers, and where each warp turns its sums into rows.</summary>
    public static int DynamicSharedBytes => (int)(PartsAt + (8 * PartBytes));

    /// <inheritdoc/>
    public static KernelNeeds Needs => WarpgroupCores.Needs;

    /// <inheritdoc/>
    public void Run()
    {
        var memory = SharedMemory.GetDynamic<Float4>();
        uint shared = SharedPanel.Memory();
        int tiles = arguments.Tiles(Rows, Columns);
        CudaAsm.Emit("tile.begin 192; tile.zero 192;");
        WarpgroupCores.Begin(shared + BarriersAt);
        var ahead = new Cursor(Grid.IdxX, arguments.PlaceOf(Grid.IdxX, Rows, Columns), 0, 0);
        ahead = CopyNext(shared, ahead, tiles);
        ahead = CopyNext(shared, ahead, tiles);
        var before = ahead.Place;
        int finished = Pieces; // of the tile before, which there is not yet
        int done = 0; // steps, of all tiles
        for (int tile = Grid.IdxX; tile < tiles; tile += 2 * Grid.DimX)
        {
            var place = arguments.PlaceOf(tile, Rows, Columns);
            for (int k = place.FirstK; k < place.End; k += Terms)
            {
                uint stage = NextStage(shared, done);
                Multiply0(stage, k > place.FirstK ? 1u : 0u);
                ahead = CopyNext(shared, ahead, tiles);
                finished = Finish1(before, memory, shared, finished);
                WarpgroupCores.WaitForAllButOne();
                done++;
            }

            WarpgroupCores.WaitForAll(); // the assembler must see that nobody adds to what is finished next
            while (finished < Pieces)
            {
                finished = Finish1(before, memory, shared, finished);
            }

            before = place;
            finished = 0;
            if (tile + Grid.DimX < tiles)
            {
                place = arguments.PlaceOf(tile + Grid.DimX, Rows, Columns);
                for (int k = place.FirstK; k < place.End; k += Terms)
                {
                    uint stage = NextStage(shared, done);
                    Multiply1(stage, k > place.FirstK ? 1u : 0u);
                    ahead = CopyNext(shared, ahead, tiles);
                    finished = Finish0(before, memory, shared, finished);
                    WarpgroupCores.WaitForAllButOne();
                    done++;
                }

                WarpgroupCores.WaitForAll();
                while (finished < Pieces)
                {
                    finished = Finish0(before, memory, shared, finished);
                }

                before = place;
                finished = 0;
            }
        }

        if ((tiles - 1 - Grid.IdxX) / Grid.DimX % 2 == 0)
        {
            while (finished < Pieces)
            {
                finished = Finish0(before, memory, shared, finished);
            }
        }
        else
        {
            while (finished < Pieces)
            {
                finished = Finish1(before, memory, shared, finished);
            }
        }
    }

    /// <summary>Waits for the copies of the next step, and for everybody: nobody works any more on the stage that is filled next.</summary>
    /// <returns>Where the step's stage is.</returns>
    private static uint NextStage(uint shared, int done)
    {
        uint turn = (uint)(done % Stages);
        WarpgroupCores.WaitForCopies(shared + BarriersAt + (8 * turn), (uint)(done / Stages % 2));
        Group.Barrier();
        return shared + (turn * StageBytes);
    }

    /// <summary>Starts to add a stage to the first set of sums.</summary>
    private static void Multiply0(uint stage, uint adds)
    {
        long a = SharedPanel.Descriptor(stage + (uint)(Group.IdxX / 128 * SharedPanel.Bytes)), b = SharedPanel.Descriptor(stage + (PanelsOfA * SharedPanel.Bytes));
        if (TLayoutA.IsAlong && TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.set.kk 0, %0, %1, %2;", adds, a, b);
        }
        else if (TLayoutA.IsAlong)
        {
            CudaAsm.Emit("tile.set.kw 0, %0, %1, %2;", adds, a, b);
        }
        else if (TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.set.wk 0, %0, %1, %2;", adds, a, b);
        }
        else
        {
            CudaAsm.Emit("tile.set.ww 0, %0, %1, %2;", adds, a, b);
        }
    }

    /// <summary>Starts to add a stage to the second set.</summary>
    private static void Multiply1(uint stage, uint adds)
    {
        long a = SharedPanel.Descriptor(stage + (uint)(Group.IdxX / 128 * SharedPanel.Bytes)), b = SharedPanel.Descriptor(stage + (PanelsOfA * SharedPanel.Bytes));
        if (TLayoutA.IsAlong && TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.set.kk 1, %0, %1, %2;", adds, a, b);
        }
        else if (TLayoutA.IsAlong)
        {
            CudaAsm.Emit("tile.set.kw 1, %0, %1, %2;", adds, a, b);
        }
        else if (TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.set.wk 1, %0, %1, %2;", adds, a, b);
        }
        else
        {
            CudaAsm.Emit("tile.set.ww 1, %0, %1, %2;", adds, a, b);
        }
    }

    /// <summary>Finishes the next piece of the first set, if one is left.</summary>
    /// <returns>How many are finished then.</returns>
    private int Finish0(MatMulPlace place, ArrayView<Float4> memory, uint shared, int piece)
    {
        if (piece < Pieces)
        {
            if (piece % 2 == 0)
            {
                Warp.Barrier(); // the part before has been read
                uint to = PartAddress(shared);
                switch (piece / 2)
                {
                    case 0:
                        CudaAsm.Emit("tile.store 0, %0;", to);
                        break;
                    case 1:
                        CudaAsm.Emit("tile.store 1, %0;", to);
                        break;
                    case 2:
                        CudaAsm.Emit("tile.store 2, %0;", to);
                        break;
                    case 3:
                        CudaAsm.Emit("tile.store 3, %0;", to);
                        break;
                    case 4:
                        CudaAsm.Emit("tile.store 4, %0;", to);
                        break;
                    default:
                        CudaAsm.Emit("tile.store 5, %0;", to);
                        break;
                }
            }

            Write(place, memory, piece);
        }

        return piece + 1;
    }

    /// <summary>Likewise of the second set.</summary>
    private int Finish1(MatMulPlace place, ArrayView<Float4> memory, uint shared, int piece)
    {
        if (piece < Pieces)
        {
            if (piece % 2 == 0)
            {
                Warp.Barrier();
                uint to = PartAddress(shared);
                switch (piece / 2)
                {
                    case 0:
                        CudaAsm.Emit("tile.store 6, %0;", to);
                        break;
                    case 1:
                        CudaAsm.Emit("tile.store 7, %0;", to);
                        break;
                    case 2:
                        CudaAsm.Emit("tile.store 8, %0;", to);
                        break;
                    case 3:
                        CudaAsm.Emit("tile.store 9, %0;", to);
                        break;
                    case 4:
                        CudaAsm.Emit("tile.store 10, %0;", to);
                        break;
                    default:
                        CudaAsm.Emit("tile.store 11, %0;", to);
                        break;
                }
            }

            Write(place, memory, piece);
        }

        return piece + 1;
    }

    /// <summary>Where a lane puts its sums of a part; see <see cref="TileText"/>.</summary>
    private static uint PartAddress(uint shared)
    {
        int lane = Group.IdxX % 32, warp = Group.IdxX / 32;
        return shared + PartsAt + ((uint)warp * PartBytes) + (uint)(4 * ((lane / 4 * PartStride) + (lane % 4 * 2)));
    }

    /// <summary>Half of a part, 8 rows of 32 columns, from shared memory to C, in whole rows.</summary>
    private void Write(MatMulPlace place, ArrayView<Float4> memory, int piece)
    {
        int lane = Group.IdxX % 32, warp = Group.IdxX / 32;
        int inPart = (piece % 2 * 8) + (lane / 8);
        int row = place.Row + (warp * PartRows) + inPart, column = place.Column + (piece / 2 * PartColumns) + (lane % 8 * 4);
        bool exists = column < arguments.Columns;
        var bias = arguments.BiasAt(exists ? column : 0);
        Warp.Barrier(); // the part has been stored
        int at = ((int)(PartsAt + ((uint)warp * PartBytes)) / 16) + (((inPart * PartStride) + (lane % 8 * 4)) / 4);
        Float4 sums0 = memory[at], sums1 = memory[at + PartStride];
        if (exists & (row < arguments.Rows))
        {
            TEnd.Store(arguments, place.Target, row, column, sums0, bias);
        }

        if (exists & (row + 4 < arguments.Rows))
        {
            TEnd.Store(arguments, place.Target, row + 4, column, sums1, bias);
        }
    }

    /// <summary>Starts the copies of the next step, into the stage whose turn it is: numbers beyond the last term are zeros.</summary>
    /// <returns>The step after it.</returns>
    private Cursor CopyNext(uint shared, Cursor at, int tiles)
    {
        var place = at.Place;
        int end = at.Tile < tiles ? place.End : 0, first = place.FirstK + at.K;
        uint a = shared + ((uint)(at.Turn % Stages) * StageBytes);
        uint b = a + (PanelsOfA * SharedPanel.Bytes);
        uint barrier = shared + BarriersAt + (8 * (uint)(at.Turn % Stages));
        WarpgroupCores.BeginCopies(first < end, barrier, StageBytes);
        WarpgroupCores.Copy<BFloat16Number, TLayoutA>(arguments.A, place.Product, place.Row, first, end, a, PanelsOfA, barrier);
        WarpgroupCores.Copy<BFloat16Number, TLayoutB>(arguments.B, place.Product, place.Column, first, end, b, PanelsOfB, barrier);
        int tile = at.Tile, k = at.K + Terms;
        if (place.FirstK + k >= place.End)
        {
            tile += Grid.DimX;
            place = arguments.PlaceOf(tile, Rows, Columns);
            k = 0;
        }

        return new Cursor(tile, place, k, at.Turn + 1);
    }

    /// <summary>Where the copies are.</summary>
    /// <param name="Tile">Of which tile.</param>
    /// <param name="Place">Where that tile lies.</param>
    /// <param name="K">From which term of its sums on.</param>
    /// <param name="Turn">How many steps were before.</param>
    private readonly record struct Cursor(int Tile, MatMulPlace Place, int K, int Turn);
}

/// <summary>The version for any layout.</summary>
internal readonly struct TwoTilePipelineVersion<TEnd> : IMatMulVersion
    where TEnd : struct, IPanelEnd
{
    /// <inheritdoc/>
    public static int Rows => 128;

    /// <inheritdoc/>
    public static int Columns => 192;

    /// <inheritdoc/>
    public static void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulCall call, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
        => device.Launch(new TwoTilePipeline<TLayoutA, TLayoutB, TEnd>(call.InPanels((device as CudaDevice)?.Maps)), Math.Min(groups, device.Accelerator.NumMultiprocessors));
}
