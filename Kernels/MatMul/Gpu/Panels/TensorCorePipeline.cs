using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>
/// The product of matrices that lie in memory as bf16, or as floats to be taken for TF32. The versions for floats read each factor alone, with the arithmetic of its
/// address, rounded it, and wrote it to shared memory, and had 32 loads from there for 16 multiplications of fragments: the tensor cores were idle nine
/// tenths of the time. Here nothing passes through registers on its way to shared memory: copies of 16 bytes go there by themselves (cp.async), into a ring
/// of stages, two stages ahead of the one that is worked on, and there is one barrier for 64 terms. A group computes one tile after another, and the next
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
    /// <summary>Height of a group's tile.</summary>
    public const int Rows = 128;

    /// <summary>Width of a group's tile.</summary>
    public const int Columns = 256;

    private const int PanelsOfA = Rows / SharedPanel.Size;
    private const int PanelsOfB = Columns / SharedPanel.Size;
    private const uint StageBytes = (PanelsOfA + PanelsOfB) * SharedPanel.Bytes;

    /// <summary>Between rows of finished sums in shared memory: 4 more than a part has, so that rows' neighbours lie in different banks, most of them.</summary>
    private const int PartStride = PartColumns + 4;

    private const int PartRows = 16;
    private const int PartColumns = 32;
    private const uint PartBytes = 4 * PartRows * PartStride;

    private static int Stages => TCores.Stages;

    private static uint BarriersAt => (uint)Stages * StageBytes;

    private static uint PartsAt => BarriersAt + 64;

    /// <summary>Terms of a stage.</summary>
    private static int Terms => SharedPanel.RowBytes / TNumber.Bytes;

    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <summary>128 sums a thread need more registers than two groups would have.</summary>
    public static int GroupsPerMultiprocessor => 1;

    /// <summary>The ring of stages, their barriers, and where each warp turns its sums into rows.</summary>
    public static int DynamicSharedBytes => (int)(PartsAt + (8 * PartBytes));

    /// <inheritdoc/>
    public static KernelNeeds Needs => TCores.Needs;

    /// <inheritdoc/>
    public void Run()
    {
        var memory = SharedMemory.GetDynamic<Float4>();
        uint shared = SharedPanel.Memory();
        int tiles = arguments.Tiles(Rows, Columns);
        int done = 0; // steps, of all tiles
        CudaAsm.Emit("tile.begin 128;");
        TCores.Begin(shared + BarriersAt);
        var ahead = new Cursor(Grid.IdxX, arguments.PlaceOf(Grid.IdxX, Rows, Columns), 0, 0);
        ahead = CopyNext(shared, ahead, tiles);
        ahead = CopyNext(shared, ahead, tiles);
        for (int tile = Grid.IdxX; tile < tiles; tile += Grid.DimX)
        {
            var place = arguments.PlaceOf(tile, Rows, Columns);
            CudaAsm.Emit("tile.zero 128;");
            for (int k = place.FirstK; k < place.End; k += Terms)
            {
                uint stage = shared + ((uint)(done % Stages) * StageBytes);
                TCores.WaitForCopies(shared + BarriersAt + (8 * (uint)(done % Stages)), (uint)(done / Stages % 2)); // mine at least have come,
                Group.Barrier(); // and everybody's; and nobody works any more on the stage that is filled next
                TCores.Multiply<TNumber, TLayoutA, TLayoutB>(stage, stage + (PanelsOfA * SharedPanel.Bytes));
                ahead = CopyNext(shared, ahead, tiles);
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
        int lane = Group.IdxX % 32, warp = Group.IdxX / 32;
        int row = place.Row + TCores.RowOf(warp, part) + (lane / 8), column = place.Column + TCores.ColumnOf(warp, part) + (lane % 8 * 4);
        bool exists = column < arguments.Columns;
        var bias = arguments.BiasAt(exists ? column : 0);
        uint start = PartsAt + ((uint)warp * PartBytes);
        StorePart(part, shared + start + (uint)(4 * ((lane / 4 * PartStride) + (lane % 4 * 2))));
        Warp.Barrier();
        int at = ((int)start / 16) + (((lane / 8 * PartStride) + (lane % 8 * 4)) / 4);
        Float4 sums0 = memory[at], sums1 = memory[at + PartStride], sums2 = memory[at + (2 * PartStride)], sums3 = memory[at + (3 * PartStride)];
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

    /// <summary>Starts the copies of the next step, into the stage whose turn it is: numbers beyond the last term are zeros.</summary>
    /// <returns>The step after it.</returns>
    private Cursor CopyNext(uint shared, Cursor at, int tiles)
    {
        // Without a branch around the copies, so that they find their places between multiplications.
        var place = at.Place;
        int end = at.Tile < tiles ? place.End : 0, first = place.FirstK + at.K;
        uint a = shared + ((uint)(at.Turn % Stages) * StageBytes);
        uint b = a + (PanelsOfA * SharedPanel.Bytes);
        uint barrier = shared + BarriersAt + (8 * (uint)(at.Turn % Stages));
        TCores.BeginCopies(first < end, barrier, StageBytes);
        TCores.Copy<TNumber, TLayoutA>(arguments.A, place.Product, place.Row, first, end, a, PanelsOfA, barrier);
        TCores.Copy<TNumber, TLayoutB>(arguments.B, place.Product, place.Column, first, end, b, PanelsOfB, barrier);
        int tile = at.Tile, k = at.K + Terms;
        if (place.FirstK + k >= place.End)
        {
            tile += Grid.DimX;
            place = arguments.PlaceOf(tile, Rows, Columns);
            k = 0;
        }

        TCores.EndCopies();
        return new Cursor(tile, place, k, at.Turn + 1);
    }

    /// <summary>Where the copies are.</summary>
    /// <param name="Tile">Of which tile.</param>
    /// <param name="Place">Where that tile lies.</param>
    /// <param name="K">From which term of its sums on.</param>
    /// <param name="Turn">How many steps were before.</param>
    private readonly record struct Cursor(int Tile, MatMulPlace Place, int K, int Turn);
}

/// <summary>How 256 threads multiply a stage: two panels of A by four of B, added to sums that stay in registers.</summary>
internal interface ITileCores
{
    /// <summary>What the device must offer.</summary>
    static abstract KernelNeeds Needs { get; }

    /// <summary>Stages of the ring: three, and one more if multiplications go on while their stage is no longer the last.</summary>
    static abstract int Stages { get; }

    /// <summary>Prepares the barriers of the copies, of 8 bytes for each stage, where they are used.</summary>
    static abstract void Begin(uint barriers);

    /// <summary>Says how many bytes will come, if any.</summary>
    static abstract void BeginCopies(bool exist, uint barrier, uint bytes);

    /// <summary>Says that these were all of a step.</summary>
    static abstract void EndCopies();

    /// <summary>Starts copies of neighbouring panels.</summary>
    /// <param name="operand">The matrix.</param>
    /// <param name="product">Which product.</param>
    /// <param name="firstW">First row of A or column of B.</param>
    /// <param name="firstK">First term.</param>
    /// <param name="end">The first term that does not count.</param>
    /// <param name="target">Address in shared memory.</param>
    /// <param name="panels">How many.</param>
    /// <param name="barrier">Told of their arrival.</param>
    static abstract void Copy<TNumber, TLayout>(PanelOperand operand, int product, int firstW, int firstK, int end, uint target, int panels, uint barrier)
        where TNumber : struct, IPanelNumber
        where TLayout : struct, IMatMulLayout;

    /// <summary>Waits for the thread's copies of a step.</summary>
    /// <param name="barrier">Of the stage.</param>
    /// <param name="turn">0 and 1 alternately, each time that the stage is filled.</param>
    static abstract void WaitForCopies(uint barrier, uint turn);

    /// <summary>Multiplies, or starts to.</summary>
    /// <param name="a">Address of the panels of A.</param>
    /// <param name="b">Address of the panels of B.</param>
    static abstract void Multiply<TNumber, TLayoutA, TLayoutB>(uint a, uint b)
        where TNumber : struct, IPanelNumber
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout;

    /// <summary>Waits until the stage before the one that was started last is done.</summary>
    static abstract void WaitForAllButOne();

    /// <summary>Waits until every stage is done.</summary>
    static abstract void WaitForAll();

    /// <summary>First row of a part of a warp's sums within the group's tile: 16 rows, 32 columns.</summary>
    static abstract int RowOf(int warp, int part);

    /// <summary>First column of it.</summary>
    static abstract int ColumnOf(int warp, int part);
}

/// <summary>The version for any layout.</summary>
internal readonly struct TensorCorePipelineVersion<TNumber, TCores> : IMatMulVersion
    where TNumber : struct, IPanelNumber
    where TCores : struct, ITileCores
{
    /// <inheritdoc/>
    public static int Rows => 128;

    /// <inheritdoc/>
    public static int Columns => 256;

    /// <inheritdoc/>
    public static void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulCall call, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
        => device.Launch(
            new TensorCorePipeline<TNumber, TCores, TLayoutA, TLayoutB>(call.InPanels(TCores.Needs.HasFlag(KernelNeeds.Hopper) ? (device as CudaDevice)?.Maps : null)),
            Math.Min(groups, device.Accelerator.NumMultiprocessors));
}
