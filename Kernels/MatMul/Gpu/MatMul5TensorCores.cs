using ILGPU;

namespace Kernels;

/// <summary>
/// The versions before multiply and add one number at a time, with two thirds of what that offers. A tensor core multiplies
/// small matrices: factors of less precision (TF32, or bf16 in version 6), sums in float. Copying and tiles stay as they were, only that
/// a warp now computes a tile of C together, and that factors are rounded on their way to shared memory. They are read from
/// global memory one at a time, each with the arithmetic of its address, and that, not the tensor cores, is the limit: until
/// these reads are vectorised, expect about twice the speed of version 4 with TF32 and three times with bf16.
/// </summary>
internal readonly struct MatMul5TensorCores<TCore, TWarps, TLayoutA, TLayoutB>(MatMulArguments arguments) : IGpuKernel
    where TCore : struct, ITensorCore
    where TWarps : struct, IMatMulWarps
    where TLayoutA : struct, IMatMulLayout
    where TLayoutB : struct, IMatMulLayout
{
    private const int Words = 16;
    private const int Stride = Words + 4;

    /// <inheritdoc/>
    public static int GroupSize => MatMulWarps<TWarps>.Threads;

    /// <inheritdoc/>
    public static KernelNeeds Needs => TCore.Needs;

    /// <summary>Terms of the sums that lie in shared memory at once.</summary>
    public static int Depth => Words * TCore.FactorsPerWord;

    /// <inheritdoc/>
    public void Run()
    {
        var blockA = SharedMemory.Allocate<uint>(2 * MatMulWords<BlockOfA, TLayoutA, TCore>.HalfLength);
        var blockB = SharedMemory.Allocate<uint>(2 * MatMulWords<BlockOfB, TLayoutB, TCore>.HalfLength);
        float[] factorsA = new float[MatMulWords<BlockOfA, TLayoutA, TCore>.Count];
        float[] factorsB = new float[MatMulWords<BlockOfB, TLayoutB, TCore>.Count];
        var (a, b) = (arguments.A, arguments.B);
        var place = arguments.PlaceOf(Grid.IdxX, MatMulWarps<TWarps>.Rows, MatMulWarps<TWarps>.Columns);
        int startA = a.Start(place.Product);
        int startB = b.Start(place.Product);
        float[] sums = new float[4 * TWarps.FragmentsDown * TWarps.FragmentsAcross];
        // Each turn works on the block that the turn before brought, so the first one has nothing to work on.
        int half = 1;
        for (int k = place.FirstK - Depth; k < place.End; k += Depth)
        {
            MatMulWords<BlockOfA, TLayoutA, TCore>.Fetch(a, startA, place.Row, k + Depth, place.End, factorsA);
            MatMulWords<BlockOfB, TLayoutB, TCore>.Fetch(b, startB, place.Column, k + Depth, place.End, factorsB);
            if (k >= place.FirstK)
            {
                AddFragments(
                    sums, blockA, blockB, half * MatMulWords<BlockOfA, TLayoutA, TCore>.HalfLength, half * MatMulWords<BlockOfB, TLayoutB, TCore>.HalfLength);
            }

            half = 1 - half;
            MatMulWords<BlockOfA, TLayoutA, TCore>.Put(factorsA, blockA, half);
            MatMulWords<BlockOfB, TLayoutB, TCore>.Put(factorsB, blockB, half);
            Group.Barrier();
        }

        Store(place, sums);
    }

    /// <summary>A block's terms of each sum: every fragment of A in the warp's rows with every fragment of B in its columns.</summary>
    private static void AddFragments(float[] sums, ArrayView<uint> blockA, ArrayView<uint> blockB, int startA, int startB)
    {
        int lane = Group.IdxX % 32;
        int inFragment = (lane / 4 * Stride) + (lane % 4);
        for (int word = 0; word < Words; word += 8)
        {
            int atA = startA + (FirstRow * Stride) + inFragment + word;
            int atB = startB + (FirstColumn * Stride) + inFragment + word;
            AddRow(sums, blockA, blockB, atA, atB, 0);
            if (TWarps.FragmentsDown > 1)
            {
                AddRow(sums, blockA, blockB, atA, atB, 1);
            }

            if (TWarps.FragmentsDown > 2)
            {
                AddRow(sums, blockA, blockB, atA, atB, 2);
                AddRow(sums, blockA, blockB, atA, atB, 3);
            }
        }
    }

    /// <summary>A fragment of A with every fragment of B. Written out, as the assembler unrolls no loop of this length.</summary>
    private static void AddRow(float[] sums, ArrayView<uint> blockA, ArrayView<uint> blockB, int atA, int atB, int i)
    {
        int at = atA + (16 * i * Stride);
        uint a0 = blockA[at];
        uint a1 = blockA[at + (8 * Stride)];
        uint a2 = blockA[at + 4];
        uint a3 = blockA[at + (8 * Stride) + 4];
        int first = 4 * i * TWarps.FragmentsAcross;
        Add(sums, first, a0, a1, a2, a3, blockB, atB);
        if (TWarps.FragmentsAcross > 1)
        {
            Add(sums, first + 4, a0, a1, a2, a3, blockB, atB + (8 * Stride));
        }

        if (TWarps.FragmentsAcross > 2)
        {
            Add(sums, first + 8, a0, a1, a2, a3, blockB, atB + (16 * Stride));
            Add(sums, first + 12, a0, a1, a2, a3, blockB, atB + (24 * Stride));
        }
    }

    private static void Add(float[] sums, int at, uint a0, uint a1, uint a2, uint a3, ArrayView<uint> blockB, int atB) =>
        TCore.MultiplyAdd(sums, at, a0, a1, a2, a3, blockB[atB], blockB[atB + 4]);

    private static int FirstRow => Group.IdxX / 32 / TWarps.WarpsAcross * 16 * TWarps.FragmentsDown;

    private static int FirstColumn => Group.IdxX / 32 % TWarps.WarpsAcross * 8 * TWarps.FragmentsAcross;

    private void Store(MatMulPlace place, float[] sums)
    {
        StoreRow(place, sums, 0);
        if (TWarps.FragmentsDown > 1)
        {
            StoreRow(place, sums, 1);
        }

        if (TWarps.FragmentsDown > 2)
        {
            StoreRow(place, sums, 2);
            StoreRow(place, sums, 3);
        }
    }

    private void StoreRow(MatMulPlace place, float[] sums, int i)
    {
        Store(place, sums, i, 0);
        if (TWarps.FragmentsAcross > 1)
        {
            Store(place, sums, i, 1);
        }

        if (TWarps.FragmentsAcross > 2)
        {
            Store(place, sums, i, 2);
            Store(place, sums, i, 3);
        }
    }

    private void Store(MatMulPlace place, float[] sums, int i, int j)
    {
        int lane = Group.IdxX % 32;
        int row = place.Row + FirstRow + (lane / 4) + (16 * i);
        int column = place.Column + FirstColumn + (lane % 4 * 2) + (8 * j);
        int at = 4 * ((i * TWarps.FragmentsAcross) + j);
        arguments.C.Store(place.Target, row, column, sums[at]);
        arguments.C.Store(place.Target, row, column + 1, sums[at + 1]);
        arguments.C.Store(place.Target, row + 8, column, sums[at + 2]);
        arguments.C.Store(place.Target, row + 8, column + 1, sums[at + 3]);
    }

    private readonly struct BlockOfA : IMatMulBlock
    {
        public static int Width => MatMulWarps<TWarps>.Rows;

        public static int Depth => Words;

        public static int Stride => MatMul5TensorCores<TCore, TWarps, TLayoutA, TLayoutB>.Stride;

        public static int Threads => GroupSize;
    }

    private readonly struct BlockOfB : IMatMulBlock
    {
        public static int Width => MatMulWarps<TWarps>.Columns;

        public static int Depth => Words;

        public static int Stride => MatMul5TensorCores<TCore, TWarps, TLayoutA, TLayoutB>.Stride;

        public static int Threads => GroupSize;
    }
}

/// <summary>The version for any layout.</summary>
internal readonly struct MatMul5TensorCoresVersion<TCore, TWarps> : IMatMulVersion
    where TCore : struct, ITensorCore
    where TWarps : struct, IMatMulWarps
{
    /// <inheritdoc/>
    public static int Rows => MatMulWarps<TWarps>.Rows;

    /// <inheritdoc/>
    public static int Columns => MatMulWarps<TWarps>.Columns;

    /// <inheritdoc/>
    public static void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulCall call, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
        => device.Launch(new MatMul5TensorCores<TCore, TWarps, TLayoutA, TLayoutB>(call.Arguments), groups);
}
