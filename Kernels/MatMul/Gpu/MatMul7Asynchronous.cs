using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>
/// Version 4 reached two fifths of the arithmetic on an H200, for three reasons. A block passed through registers on its way to shared memory; its loop over the
/// block's terms was not unrolled, so that each term's multiplications waited for its factors; and 64 sums a thread need a read of
/// 16 bytes for 16 multiplications. Here copies go to shared memory by themselves (cp.async), two blocks ahead, in a ring of three; the terms of a block are
/// written out (<see cref="TileText"/>), each term's factors read while the one before is multiplied; and a thread has 8 x 16 sums, 21 multiplications a read. Expect what
/// cuBLAS reaches without tensor cores: four fifths of the arithmetic.
/// </summary>
/// <typeparam name="TWide">Width of the tile.</typeparam>
/// <typeparam name="TLayoutA">How A lies.</typeparam>
/// <typeparam name="TLayoutB">How B lies.</typeparam>
internal readonly struct MatMul7Asynchronous<TWide, TLayoutA, TLayoutB>(MatMulArguments arguments, MatMulAddresses addresses) : IGpuKernel
    where TWide : struct, IMatMulWide
    where TLayoutA : struct, IMatMulLayout
    where TLayoutB : struct, IMatMulLayout
{
    /// <summary>Height of a group's tile.</summary>
    public const int Rows = 128;

    private const int Stages = 3;
    private const int WarpsAcross = 4;

    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public static int GroupsPerMultiprocessor => TWide.Columns == 256 ? 1 : 2;

    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Ptx;

    /// <summary>The ring of blocks, and in the end the sums.</summary>
    public static int DynamicSharedBytes => Stages * (int)StageBytes > SumBytes ? Stages * (int)StageBytes : SumBytes;

    private static int SumBytes => sizeof(float) * Rows * FloatBlock.Stride(TWide.Columns);

    private static uint StageBytes => FloatBlock.Bytes(Rows) + FloatBlock.Bytes(TWide.Columns);

    /// <inheritdoc/>
    public void Run()
    {
        var memory = SharedMemory.GetDynamic<float>();
        uint shared = SharedPanel.Memory();
        var place = arguments.PlaceOf(Grid.IdxX, Rows, TWide.Columns);
        long startA = addresses.A + (4L * arguments.A.Start(place.Product));
        long startB = addresses.B + (4L * arguments.B.Start(place.Product));
        int lane = Group.IdxX % 32, warp = Group.IdxX / 32;
        int row = (warp / WarpsAcross * 64) + (lane / 4 * 4), column = (warp % WarpsAcross * TWide.Columns / WarpsAcross) + (lane % 4 * 4);
        TWide.Begin();
        Copy(shared, startA, startB, place, place.FirstK);
        Copy(shared + StageBytes, startA, startB, place, place.FirstK + FloatBlock.Depth);
        uint now = 0;
        for (int k = place.FirstK; k < place.End; k += FloatBlock.Depth)
        {
            SharedPanel.WaitForAllButOne();
            Group.Barrier(); // the block has come, and nobody works any more on the one before, whose place is filled next
            Copy(shared + (((now + 2) % Stages) * StageBytes), startA, startB, place, k + (2 * FloatBlock.Depth));
            uint stage = shared + (now * StageBytes);
            uint a = stage + (uint)(4 * row), b = stage + FloatBlock.Bytes(Rows) + (uint)(4 * column);
            for (int term = 0; term < FloatBlock.Depth; term += MatMul7Asynchronous.Terms)
            {
                TWide.AddTerms(a, b);
                a += (uint)(4 * MatMul7Asynchronous.Terms * FloatBlock.Stride(Rows));
                b += (uint)(4 * MatMul7Asynchronous.Terms * FloatBlock.Stride(TWide.Columns));
            }

            now = (now + 1) % Stages;
        }

        SharedPanel.WaitForAll();
        Group.Barrier(); // nobody needs the blocks any more: the sums take their place
        TWide.Store(shared + (uint)(4 * ((row * FloatBlock.Stride(TWide.Columns)) + column)));
        Group.Barrier();
        for (int i = Group.IdxX; i < Rows * TWide.Columns; i += 4 * GroupSize)
        {
            // Four at a time, so that one's store does not wait for the next one's load.
            float sum0 = memory[At(i)], sum1 = memory[At(i + GroupSize)], sum2 = memory[At(i + (2 * GroupSize))], sum3 = memory[At(i + (3 * GroupSize))];
            Store(place, i, sum0);
            Store(place, i + GroupSize, sum1);
            Store(place, i + (2 * GroupSize), sum2);
            Store(place, i + (3 * GroupSize), sum3);
        }
    }

    /// <summary>Where an element of the tile lies in shared memory.</summary>
    private static int At(int i) => (i / TWide.Columns * FloatBlock.Stride(TWide.Columns)) + (i % TWide.Columns);

    private void Store(MatMulPlace place, int i, float sum) =>
        arguments.C.Store(place.Target, place.Row + (i / TWide.Columns), place.Column + (i % TWide.Columns), sum);

    private void Copy(uint stage, long startA, long startB, MatMulPlace place, int k)
    {
        FloatBlock.Copy<TLayoutA>(arguments.A, startA, place.Row, k, place.End, stage, Rows);
        FloatBlock.Copy<TLayoutB>(arguments.B, startB, place.Column, k, place.End, stage + FloatBlock.Bytes(Rows), TWide.Columns);
        SharedPanel.EndOfCopies();
    }
}

/// <summary>What the text of the multiplications must know too.</summary>
internal static class MatMul7Asynchronous
{
    /// <summary>Terms that are written out: more would not stay in a multiprocessor's cache for instructions.</summary>
    public const int Terms = 8;
}

/// <summary>How wide a tile is.</summary>
internal interface IMatMulWide
{
    /// <summary>Columns of a group's tile.</summary>
    static abstract int Columns { get; }

    /// <summary>Makes all sums 0.</summary>
    static abstract void Begin();

    /// <summary>Adds a block's terms.</summary>
    /// <param name="a">Where the thread's rows begin.</param>
    /// <param name="b">Where its columns begin.</param>
    static abstract void AddTerms(uint a, uint b);

    /// <summary>Puts the sums into shared memory.</summary>
    static abstract void Store(uint address);
}

/// <summary>8 x 16 sums a thread.</summary>
internal readonly struct MatMulWide256 : IMatMulWide
{
    /// <inheritdoc/>
    public static int Columns => 256;

    /// <inheritdoc/>
    public static void Begin() => CudaAsm.Emit("tile.begin 128; tile.zero 128;");

    /// <inheritdoc/>
    public static void AddTerms(uint a, uint b) => CudaAsm.Emit("tile.floats 4, %0, %1, 132, 260;", a, b);

    /// <inheritdoc/>
    public static void Store(uint address) => CudaAsm.Emit("tile.storefloats 4, %0, 260;", address);
}

/// <summary>8 x 8 sums a thread: two groups find room on a multiprocessor, and fill it also where there are few tiles.</summary>
internal readonly struct MatMulWide128 : IMatMulWide
{
    /// <inheritdoc/>
    public static int Columns => 128;

    /// <inheritdoc/>
    public static void Begin() => CudaAsm.Emit("tile.begin 64; tile.zero 64;");

    /// <inheritdoc/>
    public static void AddTerms(uint a, uint b) => CudaAsm.Emit("tile.floats 2, %0, %1, 132, 132;", a, b);

    /// <inheritdoc/>
    public static void Store(uint address) => CudaAsm.Emit("tile.storefloats 2, %0, 132;", address);
}

/// <summary>The version for any layout.</summary>
internal readonly struct MatMul7AsynchronousVersion<TWide> : IMatMulVersion
    where TWide : struct, IMatMulWide
{
    /// <inheritdoc/>
    public static int Rows => 128;

    /// <inheritdoc/>
    public static int Columns => TWide.Columns;

    /// <inheritdoc/>
    public static void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulCall call, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
        => device.Launch(new MatMul7Asynchronous<TWide, TLayoutA, TLayoutB>(call.Arguments, call.Addresses), groups);
}
