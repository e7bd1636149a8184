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
    /// <summary>In so many pieces, one a step, a tile is finished: each warp's parts, half by half.</summary>
    public static int Pieces => 2 * PanelTile192.Columns / PanelPart.Columns;

    private static uint PartsAt => PanelRing<PanelTile192, BFloat16Number, WarpgroupCores, TLayoutA, TLayoutB>.Bytes;

    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <summary>192 sums a thread.</summary>
    public static int GroupsPerMultiprocessor => 1;

    /// <summary>The ring of stages, and where each warp turns its sums into rows.</summary>
    public static int DynamicSharedBytes => (int)(PartsAt + PanelPart.AllBytes);

    /// <inheritdoc/>
    public static KernelNeeds Needs => WarpgroupCores.Needs;

    /// <inheritdoc/>
    public void Run()
    {
        var memory = SharedMemory.GetDynamic<Float4>();
        uint shared = SharedPanel.Memory();
        int tiles = arguments.Tiles(IPanelTile.Rows, PanelTile192.Columns);
        CudaAsm.Emit("tile.begin 192; tile.zero 192;");
        var ring = new PanelRing<PanelTile192, BFloat16Number, WarpgroupCores, TLayoutA, TLayoutB>(arguments, shared, tiles);
        var ahead = ring.Begin();
        var at = new Progress(ahead, ahead.Place, Pieces, 0); // of the tile before, which there is not yet, everything is finished
        for (int tile = Grid.IdxX; tile < tiles; tile += 2 * Grid.DimX)
        {
            at = Compute<FirstSums, SecondSums>(ring, memory, shared, tile, at);
            if (tile + Grid.DimX < tiles)
            {
                at = Compute<SecondSums, FirstSums>(ring, memory, shared, tile + Grid.DimX, at);
            }
        }

        if ((tiles - 1 - Grid.IdxX) / Grid.DimX % 2 == 0)
        {
            FinishAll<FirstSums>(at.Before, memory, shared, at.Finished);
        }
        else
        {
            FinishAll<SecondSums>(at.Before, memory, shared, at.Finished);
        }
    }

    /// <summary>Sums up a tile, and finishes the one before.</summary>
    /// <typeparam name="TSums">The tile's sums.</typeparam>
    /// <typeparam name="TSumsBefore">Those of the tile before.</typeparam>
    private Progress Compute<TSums, TSumsBefore>(
        PanelRing<PanelTile192, BFloat16Number, WarpgroupCores, TLayoutA, TLayoutB> ring, ArrayView<Float4> memory, uint shared, int tile, Progress at)
        where TSums : struct, ISumSet
        where TSumsBefore : struct, ISumSet
    {
        var place = arguments.PlaceOf(tile, IPanelTile.Rows, PanelTile192.Columns);
        var (ahead, before, finished, done) = (at.Ahead, at.Before, at.Finished, at.Done);
        for (int k = place.FirstK; k < place.End; k += SharedPanel.TermsOf<BFloat16Number>())
        {
            uint stage = ring.WaitFor(done);
            long a = SharedPanel.Descriptor(stage + (uint)(Group.IdxX / 128 * SharedPanel.Bytes)), b = SharedPanel.Descriptor(stage + IPanelTile.BytesOfA);
            TSums.Multiply<TLayoutA, TLayoutB>(k > place.FirstK ? 1u : 0u, a, b);
            ahead = ring.CopyNext(ahead);
            finished = FinishNext<TSumsBefore>(before, memory, shared, finished);
            WarpgroupCores.WaitForAllButOne();
            done++;
        }

        WarpgroupCores.WaitForAll(); // the assembler must see that nobody adds to what is finished next
        FinishAll<TSumsBefore>(before, memory, shared, finished);
        return new Progress(ahead, place, 0, done);
    }

    /// <summary>Finishes what is left of a tile.</summary>
    private void FinishAll<TSums>(MatMulPlace place, ArrayView<Float4> memory, uint shared, int finished)
        where TSums : struct, ISumSet
    {
        while (finished < Pieces)
        {
            finished = FinishNext<TSums>(place, memory, shared, finished);
        }
    }

    /// <summary>Finishes the next piece of a tile, if one is left: half of a part, 8 rows of 32 columns, goes from shared memory to C, in whole rows.</summary>
    /// <returns>How many are finished then.</returns>
    private int FinishNext<TSums>(MatMulPlace place, ArrayView<Float4> memory, uint shared, int piece)
        where TSums : struct, ISumSet
    {
        if (piece < Pieces)
        {
            if (piece % 2 == 0)
            {
                Warp.Barrier(); // the part before has been read
                TSums.Store(piece / 2, PanelPart.LaneAddress(shared + PartsAt));
            }

            Write(place, memory, piece);
        }

        return piece + 1;
    }

    private void Write(MatMulPlace place, ArrayView<Float4> memory, int piece)
    {
        int row = place.Row + (Group.IdxX / 32 * PanelPart.Rows) + (piece % 2 * 8) + PanelPart.RowOfLane;
        int column = place.Column + (piece / 2 * PanelPart.Columns) + PanelPart.ColumnOfLane;
        bool exists = column < arguments.Columns;
        var bias = arguments.BiasAt(exists ? column : 0);
        Warp.Barrier(); // the part has been stored
        int at = PanelPart.LaneQuad(PartsAt) + (piece % 2 * 2 * PanelPart.Stride);
        Float4 sums0 = memory[at], sums1 = memory[at + PanelPart.Stride];
        if (exists & (row < arguments.Rows))
        {
            TEnd.Store(arguments, place.Target, row, column, sums0, bias);
        }

        if (exists & (row + 4 < arguments.Rows))
        {
            TEnd.Store(arguments, place.Target, row + 4, column, sums1, bias);
        }
    }

    /// <summary>How far a group is when it begins a tile.</summary>
    /// <param name="Ahead">Where the copies are.</param>
    /// <param name="Before">Where the tile before lies.</param>
    /// <param name="Finished">How many of its pieces are finished.</param>
    /// <param name="Done">Steps made, of all tiles.</param>
    private readonly record struct Progress(PanelCursor Ahead, MatMulPlace Before, int Finished, int Done);
}

/// <summary>The version for any layout.</summary>
internal readonly struct TwoTilePipelineVersion<TEnd> : IMatMulVersion
    where TEnd : struct, IPanelEnd
{
    /// <inheritdoc/>
    public static int Rows => IPanelTile.Rows;

    /// <inheritdoc/>
    public static int Columns => PanelTile192.Columns;

    /// <inheritdoc/>
    public static void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulCall call, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
        => device.Launch(new TwoTilePipeline<TLayoutA, TLayoutB, TEnd>(call.InPanels((device as CudaDevice)?.Maps)), Math.Min(groups, device.Accelerator.NumMultiprocessors));
}
