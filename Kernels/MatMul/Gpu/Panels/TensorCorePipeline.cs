using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>
/// The product of matrices that lie in memory as bf16, or as floats to be taken for TF32. The versions for floats read each factor alone, with the arithmetic of its
/// address, rounded it, and wrote it to shared memory, and had 32 loads from there for 16 multiplications of fragments: the tensor cores were idle nine
/// tenths of the time. Here nothing passes through registers on its way to shared memory: copies of 16 bytes go there by themselves (cp.async), into a ring
/// of four stages, two stages ahead of the one that is worked on, and there is one barrier for 64 terms. A group's 128 x 256 sums need 48 KiB a stage for
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
    private const int Stages = 4;

    /// <summary>Between rows of finished sums in shared memory: 8 more than a row, so that four rows' neighbours lie in different banks.</summary>
    private const int SumStride = Columns + 8;

    /// <summary>Terms of a stage.</summary>
    private static int Terms => SharedPanel.RowBytes / TNumber.Bytes;

    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <summary>128 sums a thread need more registers than two groups would have.</summary>
    public static int GroupsPerMultiprocessor => 1;

    /// <inheritdoc/>
    public static int DynamicSharedBytes => Stages * ((int)StageBytes + 8);

    /// <inheritdoc/>
    public static KernelNeeds Needs => TCores.Needs;

    /// <inheritdoc/>
    public void Run()
    {
        var memory = SharedMemory.GetDynamic<Float4>();
        uint shared = SharedPanel.Memory();
        var place = arguments.PlaceOf(Grid.IdxX, Rows, Columns);
        CudaAsm.Emit("tile.begin 128;");
        TCores.Begin(shared + (Stages * StageBytes));
        Copy(shared, place, 0);
        Copy(shared, place, 1);
        int steps = (place.End - place.FirstK + Terms - 1) / Terms;
        for (int step = 0; step < steps; step++)
        {
            uint stage = shared + ((uint)(step % Stages) * StageBytes);
            TCores.WaitForCopies(BarrierOf(shared, step), (uint)(step / Stages % 2)); // mine at least have come,
            Group.Barrier(); // and everybody's; and nobody works any more on the stage before the last, which is filled next
            TCores.Multiply<TNumber, TLayoutA, TLayoutB>(stage, stage + (PanelsOfA * SharedPanel.Bytes));
            Copy(shared, place, step + 2);
            TCores.WaitForAllButOne();
        }

        TCores.WaitForAll();
        Group.Barrier(); // nobody needs the stages any more: the sums take their place
        TCores.Store(shared, SumStride);
        Group.Barrier();
        Finish(place, memory);
    }

    /// <summary>Each thread finishes four columns of every fourth row.</summary>
    private void Finish(MatMulPlace place, ArrayView<Float4> sums)
    {
        int column = Group.IdxX % (Columns / 4) * 4;
        if (place.Column + column < arguments.Columns)
        {
            var bias = arguments.BiasAt(place.Column + column);
            for (int row = Group.IdxX / (Columns / 4); row < Rows; row += 16)
            {
                for (int turn = 0; turn < 4; turn++)
                {
                    int at = row + (4 * turn);
                    if (place.Row + at < arguments.Rows)
                    {
                        arguments.Store(place.Target, place.Row + at, place.Column + column, sums[((at * SumStride) + column) / 4], bias);
                    }
                }
            }
        }
    }

    /// <summary>Starts the copies of a step, if there is one: numbers beyond the last term are zeros.</summary>
    private void Copy(uint shared, MatMulPlace place, int step)
    {
        int k = place.FirstK + (step * Terms);
        uint a = shared + ((uint)(step % Stages) * StageBytes);
        uint b = a + (PanelsOfA * SharedPanel.Bytes);
        TCores.BeginCopies(place, k, BarrierOf(shared, step), StageBytes);
        TCores.Copy<TNumber, TLayoutA>(arguments.A, place, place.Row, k, a, PanelsOfA, BarrierOf(shared, step));
        TCores.Copy<TNumber, TLayoutB>(arguments.B, place, place.Column, k, b, PanelsOfB, BarrierOf(shared, step));
        TCores.EndCopies();
    }

    private static uint BarrierOf(uint shared, int step) => shared + (Stages * StageBytes) + (8 * (uint)(step % Stages));
}

/// <summary>How 256 threads multiply a stage: two panels of A by four of B, added to sums that stay in registers.</summary>
internal interface ITileCores
{
    /// <summary>What the device must offer.</summary>
    static abstract KernelNeeds Needs { get; }

    /// <summary>Prepares the barriers of the copies, of 8 bytes for each stage, where they are used.</summary>
    static abstract void Begin(uint barriers);

    /// <summary>Says how many bytes will come.</summary>
    static abstract void BeginCopies(MatMulPlace place, int firstK, uint barrier, uint bytes);

    /// <summary>Says that these were all of a step.</summary>
    static abstract void EndCopies();

    /// <summary>Starts copies of neighbouring panels.</summary>
    /// <param name="operand">The matrix.</param>
    /// <param name="place">Which product.</param>
    /// <param name="firstW">First row of A or column of B.</param>
    /// <param name="firstK">First term.</param>
    /// <param name="target">Address in shared memory.</param>
    /// <param name="panels">How many.</param>
    /// <param name="barrier">Told of their arrival.</param>
    static abstract void Copy<TNumber, TLayout>(PanelOperand operand, MatMulPlace place, int firstW, int firstK, uint target, int panels, uint barrier)
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

    /// <summary>Puts the sums into shared memory, row by row.</summary>
    /// <param name="address">The first.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    static abstract void Store(uint address, int stride);
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
        => device.Launch(new TensorCorePipeline<TNumber, TCores, TLayoutA, TLayoutB>(call.InPanels(TCores.Needs.HasFlag(KernelNeeds.Hopper) ? (device as CudaDevice)?.Maps : null)), groups);
}
