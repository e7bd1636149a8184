using ILGPU;

namespace Kernels;

/// <summary>
/// Flash attention of operands in bf16 (Dao 2023, FlashAttention-2). The version for floats (<see cref="Attention3TensorCores{TCore, TQuads, TBound, TGroup}"/>) read each number
/// alone, rounded it, and had a load from shared memory for each product of fragments: 7 % of PyTorch's speed. Here numbers come in 16 bytes and by themselves, the next tile's
/// while this one is worked on, with one barrier a tile; ldmatrix brings four 8 x 8 matrices; and a warp owns 32 queries, so that each fragment of keys or values serves
/// twice. The scores never leave the registers: weights are the next product's A. Later keys are left out in the tiles of the diagonal alone. An infinite
/// or undefined value that comes later within a tile makes NaN of earlier outputs too.
/// <para>
/// What limits it: for 32 queries, 64 keys and 64 channels a warp issues 128 mma.sync, 32 ldmatrix, 68 exponentials, and 650 instructions in all. In cycles of a quarter of Hopper's
/// multiprocessor, whose mma.sync does 62 % of what its tensor cores can do: tensor cores 820, exponentials (4 a cycle) 540, shared memory (128 bytes a cycle for all four quarters) 512, issue
/// 650. So the tensor cores are the limit, as far as two warps a quarter hide each one's softmax behind the other's products: half would be 300 TFLOP/s on an H100, three quarters 450.
/// With 16 queries a warp, shared memory would be the limit.
/// </para>
/// </summary>
/// <param name="qkv">(B, T, 3·C).</param>
/// <param name="y">(B, T, C).</param>
/// <param name="logSumExp">(B, Heads, T).</param>
/// <param name="sizes">The sizes.</param>
/// <typeparam name="TUnits">What does it.</typeparam>
/// <typeparam name="TBound">Channels of a head, at most. For 128 the queries' fragments are read again for each tile, and tiles are half as long: else registers would not do.</typeparam>
internal readonly struct AttentionTensorCoresForward<TUnits, TBound>(FlashOperand qkv, ArrayView<Float4> y, ArrayView<float> logSumExp, AttentionSizes sizes) : IGpuKernel
    where TUnits : struct, IFlashUnits
    where TBound : struct, IHeadBound
{
    private const int Fragments = 2;
    private const int RowsOfWarp = 16 * Fragments;

    /// <inheritdoc/>
    public static int GroupSize => TUnits.Threads;

    /// <inheritdoc/>
    public static int GroupsPerMultiprocessor => 2;

    /// <inheritdoc/>
    public static int DynamicSharedBytes => TUnits.AtLaunch(Bytes);

    /// <inheritdoc/>
    public static KernelNeeds Needs => TUnits.Needs;

    /// <summary>Queries of a group.</summary>
    private static int Queries => GroupSize / 32 * RowsOfWarp;

    /// <summary>Keys of a tile.</summary>
    private static int Keys => TBound.Channels == 64 ? 64 : 32;

    private static int Scores => Fragments * Keys / 2;

    private static int Bytes => FlashPanel<TUnits, TBound>.Bytes(Queries + (4 * Keys));

    private static int PanelBytes => Keys * SharedPanel.RowBytes;

    private static int TileBytes => FlashPanel<TUnits, TBound>.Bytes(2 * Keys);

    private static bool KeepsQueries => TBound.Channels == 64;

    private static int Outputs => Fragments * TBound.Channels / 2;

    /// <summary>Groups for so many positions.</summary>
    public static int Blocks(int positions) => (positions + Queries - 1) / Queries;

    /// <inheritdoc/>
    public void Run()
    {
        var memory = TUnits.Memory(Bytes);
        int start = TUnits.Start(), tiles = start + FlashPanel<TUnits, TBound>.Bytes(Queries);

        // The last queries see most keys: the longest work comes first.
        int blocks = Blocks(sizes.T), heads = TUnits.Once(Grid.DimX / blocks);
        int head = TUnits.Once(Grid.IdxX % heads), firstQuery = TUnits.Once((blocks - 1 - (Grid.IdxX / heads)) * Queries);
        int lane = Group.IdxX & 31, ownRows = (Group.IdxX >> 5) * RowsOfWarp, firstOfWarp = TUnits.Once(firstQuery + ownRows);
        int end = TUnits.Once(IntrinsicMath.Min(sizes.T, firstQuery + Queries)), key = TUnits.Once(sizes.Key(head)), stride = TUnits.Once(sizes.PackedStride);
        var copy = FlashPanel<TUnits, TBound>.Begin(qkv, stride, sizes.HeadSize);
        FlashPanel<TUnits, TBound>.Copy(memory, copy, start, Queries, key - sizes.RowStride + (firstQuery * stride), sizes.T - firstQuery);
        CopyTile(memory, copy, tiles, key, 0, stride);
        int laneQueries = FlashPanel<TUnits, TBound>.LaneAddress(start + (ownRows * SharedPanel.RowBytes), rowsFirst: true);
        int laneKeys = FlashPanel<TUnits, TBound>.LaneAddress(tiles, rowsFirst: false);
        int laneValues = FlashPanel<TUnits, TBound>.LaneAddress(tiles + (TileBytes / 2), rowsFirst: true);
        int behind = TUnits.Once((2 * (lane & 3)) - firstOfWarp - (lane >> 2));
        float scale = TUnits.Once(sizes.Scale * FlashStatistics.Log2E);

        uint[] queries = new uint[4 * Fragments * (KeepsQueries ? 4 : 1)];
        float[] output = new float[Outputs];
        float[] scores = new float[Scores];
        float[] largest = new float[2 * Fragments];
        float[] sums = new float[2 * Fragments];
        FlashProducts<TUnits, TBound>.Clear(output, Outputs);
        for (int row = 0; row < 2 * Fragments; row++)
        {
            largest[row] = float.NegativeInfinity;
            sums[row] = 0;
        }

        TUnits.WaitForCopies();
        Group.Barrier();
        if (KeepsQueries)
        {
            FlashProducts<TUnits, TBound>.Keep(queries, memory, laneQueries, Fragments);
        }

        int stage = 0;
        for (int first = 0; first < end; first += Keys)
        {
            TUnits.WaitForCopies();
            Group.Barrier(); // everybody's copies have come, and nobody works any more on the tile whose place is filled next
            if (first + Keys < end)
            {
                CopyTile(memory, copy, tiles + TileBytes - stage, key, first + Keys, stride);
            }

            if (!TUnits.WarpsPart | (first < firstOfWarp + RowsOfWarp))
            {
                FlashProducts<TUnits, TBound>.Clear(scores, Scores);
                FlashProducts<TUnits, TBound>.AddRows(
                    scores, queries, KeepsQueries, memory, laneQueries, Queries * SharedPanel.RowBytes, TUnits.Once(laneKeys + stage), PanelBytes, Fragments, Keys);
                if (first + Keys > firstOfWarp)
                {
                    FlashProducts<TUnits, TBound>.LeaveOut(scores, TUnits.Once(first + behind), 1, Fragments, Keys);
                }

                for (int row = 0; row < 2 * Fragments; row++)
                {
                    Weigh(scores, output, largest, sums, row, scale);
                }

                if (sizes.Drops)
                {
                    Drop(scores, TUnits.Once((((head * sizes.T) + firstOfWarp + (lane >> 2)) * sizes.T) + first + (2 * (lane & 3))));
                }

                FlashProducts<TUnits, TBound>.AddAcross(output, scores, memory, TUnits.Once(laneValues + stage), PanelBytes, Fragments, Keys);
            }

            stage = TileBytes - stage;
        }

        Finish(output, largest, sums, memory, ownRows * SharedPanel.RowBytes, head, firstOfWarp);
    }

    private void CopyTile(ArrayView<Float4> memory, FlashCopy copy, int target, int key, int first, int stride)
    {
        int at = key + (first * stride);
        FlashPanel<TUnits, TBound>.Copy(memory, copy, target, Keys, at, sizes.T - first);
        FlashPanel<TUnits, TBound>.Copy(memory, copy, target + (TileBytes / 2), Keys, at + sizes.RowStride, sizes.T - first);
    }

    /// <summary>Turns a row's scores into weights under the largest score so far, and brings sum and output to the same.</summary>
    private static void Weigh(float[] scores, float[] output, float[] largest, float[] sums, int row, float scale)
    {
        int at = ((row >> 1) * Keys / 2) + ((row & 1) * 2);
        float before = largest[row], max = before;
        for (int n = 0; n < Keys / 8; n++)
        {
            max = IntrinsicMath.Max(max, IntrinsicMath.Max(scores[at + (4 * n)], scores[at + (4 * n) + 1]));
        }

        max = TUnits.Largest(max);
        float correction = TUnits.Exp2((before - max) * scale), shift = TUnits.Once(max * scale), sum = sums[row] * correction;
        for (int n = 0; n < Keys / 8; n++)
        {
            float first = TUnits.Exp2((scores[at + (4 * n)] * scale) - shift), second = TUnits.Exp2((scores[at + (4 * n) + 1] * scale) - shift);
            scores[at + (4 * n)] = first;
            scores[at + (4 * n) + 1] = second;
            sum += first + second;
        }

        largest[row] = max;
        sums[row] = sum;
        int channel = ((row >> 1) * TBound.Channels / 2) + ((row & 1) * 2);
        for (int n = 0; n < TBound.Channels / 8; n++)
        {
            output[channel + (4 * n)] *= correction;
            output[channel + (4 * n) + 1] *= correction;
        }
    }

    /// <summary>Dropout, after the weights were summed up.</summary>
    /// <param name="weights">The warp's.</param>
    /// <param name="index">The number of the thread's first weight, over all heads.</param>
    private void Drop(float[] weights, int index)
    {
        for (int n = 0; n < Scores / 2; n++)
        {
            int i = (16 * (n / (Keys / 4))) + (8 * (n & 1)), j = 8 * ((n >> 1) & ((Keys / 8) - 1));
            weights[2 * n] *= sizes.Draw(index + (i * sizes.T) + j);
            weights[(2 * n) + 1] *= sizes.Draw(index + (i * sizes.T) + j + 1);
        }
    }

    private void Finish(float[] output, float[] largest, float[] sums, ArrayView<Float4> memory, int own, int head, int firstOfWarp)
    {
        int lane = Group.IdxX & 31, row0 = TUnits.Once(firstOfWarp + (lane >> 2));
        for (int row = 0; row < 2 * Fragments; row++)
        {
            float max = largest[row], sum = TUnits.Sum(sums[row]);
            sums[row] = TUnits.Once(1 / sum);
            if ((lane & 3) == 0 & row0 + (8 * row) < sizes.T)
            {
                logSumExp[(head * sizes.T) + row0 + (8 * row)] = (max * sizes.Scale) + GpuFloat.Log(new GpuFloat(sum)).Value;
            }
        }

        FlashProducts<TUnits, TBound>.Store(
            output, sums, memory, own, Queries * SharedPanel.RowBytes, Fragments, y, sizes.Row(head) + (firstOfWarp * sizes.RowStride), sizes.RowStride, sizes.T - firstOfWarp, sizes.HeadSize);
    }
}
