using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>
/// The product of matrices that lie in memory as bf16, or as floats to be taken for TF32. The versions for floats read each factor alone, with the arithmetic of its
/// address, rounded it, and wrote it to shared memory, and had 32 loads from there for 16 multiplications of fragments: the tensor cores were idle nine
/// tenths of the time. Here nothing passes through registers on its way to shared memory: copies of 16 bytes go there by themselves (cp.async), into a ring
/// of stages (<see cref="PanelRing{TTile, TNumber, TCores, TLayoutA, TLayoutB}"/>), and there is one barrier for 64 terms. A group computes one tile after another, and the next
/// tile's first stages come in while it writes the last one's sums: with 768 terms a tile, that would take as long as the multiplication. A group's 128 x 256 sums need 48 KiB a stage for
/// 4 million operations, 85 for a byte. How the tensor cores are fed from there is the versions' difference.
/// </summary>
/// <typeparam name="TNumber">What A and B are made of.</typeparam>
/// <typeparam name="TCores">How.</typeparam>
/// <typeparam name="TLayoutA">How A lies.</typeparam>
/// <typeparam name="TLayoutB">How B lies.</typeparam>
internal readonly struct TensorCorePipeline<TNumber, TCores, TLayoutA, TLayoutB>(PanelArguments arguments) : IGpuKernel
    where TNumber : struct, IPanelNumber
    where TCores : struct, ITileCores
    where TLayoutA : struct, IMatMulLayout
    where TLayoutB : struct, IMatMulLayout
{
    private static uint PartsAt => PanelRing<PanelTile256, TNumber, TCores, TLayoutA, TLayoutB>.Bytes;

    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <summary>128 sums a thread need more registers than two groups would have.</summary>
    public static int GroupsPerMultiprocessor => 1;

    /// <summary>The ring of stages, and where each warp turns its sums into rows.</summary>
    public static int DynamicSharedBytes => (int)(PartsAt + PanelPart.AllBytes);

    /// <inheritdoc/>
    public static KernelNeeds Needs => TCores.Needs;

    /// <inheritdoc/>
    public void Run()
    {
        var memory = SharedMemory.GetDynamic<Float4>();
        uint shared = SharedPanel.Memory();
        int tiles = arguments.Tiles(IPanelTile.Rows, PanelTile256.Columns);
        int done = 0; // steps, of all tiles
        var ring = new PanelRing<PanelTile256, TNumber, TCores, TLayoutA, TLayoutB>(arguments, shared, tiles);
        CudaAsm.Emit("tile.begin 128;");
        var ahead = ring.Begin();
        for (int tile = Grid.IdxX; tile < tiles; tile += Grid.DimX)
        {
            var place = arguments.PlaceOf(tile, IPanelTile.Rows, PanelTile256.Columns);
            CudaAsm.Emit("tile.zero 128;");
            for (int k = place.FirstK; k < place.End; k += SharedPanel.TermsOf<TNumber>())
            {
                uint stage = ring.WaitFor(done);
                TCores.Multiply<TNumber, TLayoutA, TLayoutB>(stage, stage + IPanelTile.BytesOfA);
                ahead = ring.CopyNext(ahead);
                TCores.WaitForAllButOne();
                done++;
            }

            TCores.WaitForAll();
            Finish(place, memory, shared);
        }
    }

    /// <summary>
    /// Each warp finishes its sums by itself, while the copies for the next tile are under way: 16 x 32 at a time go through shared memory, to be written to C in
    /// whole rows. The tensor cores are idle as long as that takes, so there is no loop whose turns would wait for each other.
    /// </summary>
    private void Finish(MatMulPlace place, ArrayView<Float4> memory, uint shared)
    {
        FinishPart(place, memory, shared, 0);
        FinishPart(place, memory, shared, 1);
        FinishPart(place, memory, shared, 2);
        FinishPart(place, memory, shared, 3);
        FinishPart(place, memory, shared, 4);
        FinishPart(place, memory, shared, 5);
        FinishPart(place, memory, shared, 6);
        FinishPart(place, memory, shared, 7);
    }

    private void FinishPart(MatMulPlace place, ArrayView<Float4> memory, uint shared, int part)
    {
        int warp = Group.IdxX / 32;
        int row = place.Row + TCores.RowOf(warp, part) + PanelPart.RowOfLane, column = place.Column + TCores.ColumnOf(warp, part) + PanelPart.ColumnOfLane;
        bool exists = column < arguments.Columns;
        var bias = arguments.BiasAt(exists ? column : 0);
        StorePart(part, PanelPart.LaneAddress(shared + PartsAt));
        Warp.Barrier();
        int at = PanelPart.LaneQuad(PartsAt);
        Float4 sums0 = memory[at], sums1 = memory[at + PanelPart.Stride], sums2 = memory[at + (2 * PanelPart.Stride)], sums3 = memory[at + (3 * PanelPart.Stride)];
        Warp.Barrier();
        Store(place.Target, exists, row, column, sums0, bias);
        Store(place.Target, exists, row + 4, column, sums1, bias);
        Store(place.Target, exists, row + 8, column, sums2, bias);
        Store(place.Target, exists, row + 12, column, sums3, bias);
    }

    private void Store(int target, bool exists, int row, int column, Float4 sums, Float4 bias)
    {
        if (exists & (row < arguments.Rows))
        {
            arguments.Store(target, row, column, sums, bias);
        }
    }

    /// <summary>Puts a part of the sums into shared memory: which, must be in the text.</summary>
    private static void StorePart(int part, uint address)
    {
        switch (part)
        {
            case 0:
                CudaAsm.Emit("tile.store 0, %0;", address);
                break;
            case 1:
                CudaAsm.Emit("tile.store 1, %0;", address);
                break;
            case 2:
                CudaAsm.Emit("tile.store 2, %0;", address);
                break;
            case 3:
                CudaAsm.Emit("tile.store 3, %0;", address);
                break;
            case 4:
                CudaAsm.Emit("tile.store 4, %0;", address);
                break;
            case 5:
                CudaAsm.Emit("tile.store 5, %0;", address);
                break;
            case 6:
                CudaAsm.Emit("tile.store 6, %0;", address);
                break;
            default:
                CudaAsm.Emit("tile.store 7, %0;", address);
                break;
        }
    }
}

/// <summary>The version for any layout.</summary>
internal readonly struct TensorCorePipelineVersion<TNumber, TCores> : IMatMulVersion
    where TNumber : struct, IPanelNumber
    where TCores : struct, ITileCores
{
    /// <inheritdoc/>
    public static int Rows => IPanelTile.Rows;

    /// <inheritdoc/>
    public static int Columns => PanelTile256.Columns;

    /// <inheritdoc/>
    public static void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulCall call, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
        => device.Launch(
            new TensorCorePipeline<TNumber, TCores, TLayoutA, TLayoutB>(call.InPanels(TCores.Needs.HasFlag(KernelNeeds.Hopper) ? (device as CudaDevice)?.Maps : null)),
            Math.Min(groups, device.Accelerator.NumMultiprocessors));
}
