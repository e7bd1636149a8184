using ILGPU;

namespace Kernels;

/// <summary>
/// The versions before multiply and add one number at a time, with two thirds of what that offers. A tensor core multiplies
/// small matrices: factors of less precision (TF32, or bf16 in version 6), sums in float. Copying and tiles stay as they were, only that
/// a warp now computes a tile of C together, and that factors are rounded on their way to shared memory. With TF32 expect
/// several times the speed of the float versions, with bf16 up to twice that, until reading A and B is the limit.
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
        MatMulWords<BlockOfA, TLayoutA, TCore>.Fetch(a, startA, place.Row, place.FirstK, place.End, factorsA);
        MatMulWords<BlockOfB, TLayoutB, TCore>.Fetch(b, startB, place.Column, place.FirstK, place.End, factorsB);
        MatMulWords<BlockOfA, TLayoutA, TCore>.Put(factorsA, blockA, 0);
        MatMulWords<BlockOfB, TLayoutB, TCore>.Put(factorsB, blockB, 0);
        Group.Barrier();
        int half = 0;
        for (int k = place.FirstK; k < place.End; k += Depth)
        {
            MatMulWords<BlockOfA, TLayoutA, TCore>.Fetch(a, startA, place.Row, k + Depth, place.End, factorsA);
            MatMulWords<BlockOfB, TLayoutB, TCore>.Fetch(b, startB, place.Column, k + Depth, place.End, factorsB);
            for (int word = 0; word < Words; word += 8)
            {
                AddFragments(
                    sums, blockA, blockB, (half * MatMulWords<BlockOfA, TLayoutA, TCore>.HalfLength) + word, (half * MatMulWords<BlockOfB, TLayoutB, TCore>.HalfLength) + word);
            }

            half = 1 - half;
            MatMulWords<BlockOfA, TLayoutA, TCore>.Put(factorsA, blockA, half);
            MatMulWords<BlockOfB, TLayoutB, TCore>.Put(factorsB, blockB, half);
            Group.Barrier();
        }

        Store(place, sums);
    }

    /// <summary>Eight words of each sum: every fragment of A in the warp's rows with every fragment of B in its columns.</summary>
    private static void AddFragments(float[] sums, ArrayView<uint> blockA, ArrayView<uint> blockB, int startA, int startB)
    {
        int lane = Group.IdxX % 32;
        int inFragment = (lane / 4 * Stride) + (lane % 4);
        int atA = startA + (FirstRow * Stride) + inFragment;
        int atB = startB + (FirstColumn * Stride) + inFragment;
        uint[] wordsB = new uint[2 * TWarps.FragmentsAcross];
        for (int j = 0; j < TWarps.FragmentsAcross; j++)
        {
            wordsB[2 * j] = blockB[atB + (8 * j * Stride)];
            wordsB[(2 * j) + 1] = blockB[atB + (8 * j * Stride) + 4];
        }

        for (int i = 0; i < TWarps.FragmentsDown; i++)
        {
            int at = atA + (16 * i * Stride);
            uint a0 = blockA[at];
            uint a1 = blockA[at + (8 * Stride)];
            uint a2 = blockA[at + 4];
            uint a3 = blockA[at + (8 * Stride) + 4];
            for (int j = 0; j < TWarps.FragmentsAcross; j++)
            {
                TCore.MultiplyAdd(sums, 4 * ((i * TWarps.FragmentsAcross) + j), a0, a1, a2, a3, wordsB[2 * j], wordsB[(2 * j) + 1]);
            }
        }
    }

    private static int FirstRow => Group.IdxX / 32 / TWarps.WarpsAcross * 16 * TWarps.FragmentsDown;

    private static int FirstColumn => Group.IdxX / 32 % TWarps.WarpsAcross * 8 * TWarps.FragmentsAcross;

    private void Store(MatMulPlace place, float[] sums)
    {
        int lane = Group.IdxX % 32;
        int row = place.Row + FirstRow + (lane / 4);
        int column = place.Column + FirstColumn + (lane % 4 * 2);
        for (int i = 0; i < TWarps.FragmentsDown; i++)
        {
            for (int j = 0; j < TWarps.FragmentsAcross; j++)
            {
                for (int e = 0; e < 4; e++)
                {
                    arguments.C.Store(
                        place.Target,
                        row + (16 * i) + (e / 2 * 8),
                        column + (8 * j) + (e % 2),
                        sums[(4 * ((i * TWarps.FragmentsAcross) + j)) + e]);
                }
            }
        }
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
    public static void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulArguments arguments, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
        => device.Launch(new MatMul5TensorCores<TCore, TWarps, TLayoutA, TLayoutB>(arguments), groups);
}
