using ILGPU;

namespace Kernels;

/// <summary>
/// Gradients of keys and values on tensor cores: a group owns keys, and the queries that see them pass by, with their upstream gradients (Dao 2023, algorithm 2). Keys are rows here, so what is computed is
/// sᵀ = k qᵀ and dpᵀ = v dyᵀ; pᵀ and dsᵀ then come out of these products in the layout that the next two, dv += pᵀ dy and dk += dsᵀ q, take from registers, and nothing
/// is turned or passed from warp to warp. dq is another kernel's (<see cref="AttentionTensorCoresQueries{TUnits, TBound}"/>): added up here, it would come from many groups, in an order that
/// changes from run to run, or as one part for each block of keys, of more memory traffic than the two products that computing s and dp again costs. 7 products for FlashAttention-2's
/// 5: at best 71 % of its speed.
/// <para>
/// What limits it: for 32 keys, 32 queries and 64 channels a warp issues 128 mma.sync, 48 ldmatrix, 32 exponentials, and 430 instructions in all; in cycles as in
/// <see cref="AttentionTensorCoresForward{TUnits, TBound}"/>: tensor cores 820, shared memory 768, exponentials 256, issue 430. Registers, 255 of them, do not hold the keys' fragments too.
/// </para>
/// </summary>
/// <param name="qkv">(B, T, 3·C).</param>
/// <param name="dy">(B, T, C).</param>
/// <param name="statistics">Of <see cref="FlashStatistics{TUnits}"/>.</param>
/// <param name="dqkv">(B, T, 3·C), of which the last two thirds of each row are written.</param>
/// <param name="sizes">The sizes.</param>
/// <typeparam name="TUnits">What does it.</typeparam>
/// <typeparam name="TBound">Channels of a head, at most. For 128 a warp owns 16 keys: more sums would not find registers.</typeparam>
internal readonly struct AttentionTensorCoresKeys<TUnits, TBound>(
    FlashOperand qkv, FlashOperand dy, FlashOperand statistics, ArrayView<Float4> dqkv, AttentionSizes sizes) : IGpuKernel
    where TUnits : struct, IFlashUnits
    where TBound : struct, IHeadBound
{
    /// <summary>Queries of a tile that is copied.</summary>
    private const int Queries = FlashStatistics.Padding;

    /// <summary>Queries that are worked on at once.</summary>
    private const int Part = 32;

    private const int PanelBytes = Queries * SharedPanel.RowBytes;

    /// <inheritdoc/>
    public static int GroupSize => TUnits.Threads;

    /// <inheritdoc/>
    public static int GroupsPerMultiprocessor => 2;

    /// <inheritdoc/>
    public static int DynamicSharedBytes => TUnits.AtLaunch(Bytes);

    /// <inheritdoc/>
    public static KernelNeeds Needs => TUnits.Needs;

    private static int Fragments => TBound.Channels == 64 ? 2 : 1;

    private static int RowsOfWarp => 16 * Fragments;

    /// <summary>Keys of a group.</summary>
    private static int Keys => GroupSize / 32 * RowsOfWarp;

    private static int RowsBytes => FlashPanel<TUnits, TBound>.Bytes(Queries);

    private static int TileBytes => (2 * RowsBytes) + (Queries * FlashStatistics.Bytes);

    private static int Bytes => FlashPanel<TUnits, TBound>.Bytes(2 * Keys) + (2 * TileBytes);

    private static int Sums => Fragments * TBound.Channels / 2;

    private static int Scores => Fragments * Part / 2;

    /// <summary>Groups for so many positions.</summary>
    public static int Blocks(int positions) => (positions + Keys - 1) / Keys;

    /// <inheritdoc/>
    public void Run()
    {
        var memory = TUnits.Memory(Bytes);
        int keys = TUnits.Start(), values = keys + FlashPanel<TUnits, TBound>.Bytes(Keys), tiles = keys + FlashPanel<TUnits, TBound>.Bytes(2 * Keys);

        // The first keys are seen by most queries: the longest work comes first.
        int heads = TUnits.Once(Grid.DimX / Blocks(sizes.T)), head = TUnits.Once(Grid.IdxX % heads), firstKey = TUnits.Once(Grid.IdxX / heads * Keys);
        int lane = Group.IdxX & 31, ownRows = (Group.IdxX >> 5) * RowsOfWarp, firstOfWarp = TUnits.Once(firstKey + ownRows);
        int query = TUnits.Once(sizes.Query(head)), key = query + sizes.RowStride + (firstKey * sizes.PackedStride), row = TUnits.Once(sizes.Row(head));
        var copy = FlashPanel<TUnits, TBound>.Begin(qkv, sizes.PackedStride, sizes.HeadSize);
        var copyDy = FlashPanel<TUnits, TBound>.Also(copy, dy, sizes.RowStride);
        FlashPanel<TUnits, TBound>.Copy(memory, copy, keys, Keys, key, sizes.T - firstKey);
        FlashPanel<TUnits, TBound>.Copy(memory, copy, values, Keys, key + sizes.RowStride, sizes.T - firstKey);
        int start = firstKey & ~(Queries - 1);
        CopyTile(memory, copy, copyDy, tiles, head, query, row, start);

        int laneKeys = FlashPanel<TUnits, TBound>.LaneAddress(keys + (ownRows * SharedPanel.RowBytes), rowsFirst: true);
        int laneValues = FlashPanel<TUnits, TBound>.LaneAddress(values + (ownRows * SharedPanel.RowBytes), rowsFirst: true);
        int laneColumns = FlashPanel<TUnits, TBound>.LaneAddress(tiles, rowsFirst: false), laneRows = FlashPanel<TUnits, TBound>.LaneAddress(tiles, rowsFirst: true);
        int laneStatistics = TUnits.Once(((tiles - keys + (2 * RowsBytes)) / 16) + (lane & 3)), behind = TUnits.Once(firstOfWarp + (lane >> 2) - (2 * (lane & 3)));
        float scale = TUnits.Once(sizes.Scale * FlashStatistics.Log2E);

        float[] dk = new float[Sums];
        float[] dv = new float[Sums];
        float[] weights = new float[Scores];
        float[] ds = new float[Scores];
        uint[] a = new uint[4 * Fragments];
        FlashProducts<TUnits, TBound>.Clear(dk, Sums);
        FlashProducts<TUnits, TBound>.Clear(dv, Sums);
        int stage = 0;
        for (int first = start; first < sizes.T; first += Queries)
        {
            TUnits.WaitForCopies();
            Group.Barrier(); // everybody's copies have come, and nobody works any more on the tile whose place is filled next
            if (first + Queries < sizes.T)
            {
                CopyTile(memory, copy, copyDy, tiles + TileBytes - stage, head, query, row, first + Queries);
            }

            for (int part = 0; part < IntrinsicMath.Min(Queries, sizes.T - first); part += Part)
            {
                if (!TUnits.WarpsPart | (first + part + Part > firstOfWarp))
                {
                    int at = TUnits.Once(stage + (part * SharedPanel.RowBytes)), atStatistics = TUnits.Once(laneStatistics + ((stage + (part * FlashStatistics.Bytes)) / 16));
                    FlashProducts<TUnits, TBound>.Clear(weights, Scores);
                    FlashProducts<TUnits, TBound>.AddRows(
                        weights, a, false, memory, laneKeys, Keys * SharedPanel.RowBytes, TUnits.Once(laneColumns + at), PanelBytes, Fragments, Part);
                    FlashProducts<TUnits, TBound>.Clear(ds, Scores);
                    FlashProducts<TUnits, TBound>.AddRows(
                        ds, a, false, memory, laneValues, Keys * SharedPanel.RowBytes, TUnits.Once(laneColumns + RowsBytes + at), PanelBytes, Fragments, Part);
                    if (first + part < firstOfWarp + RowsOfWarp)
                    {
                        FlashProducts<TUnits, TBound>.LeaveOut(weights, TUnits.Once(behind - first - part), -1, Fragments, Part);
                    }

                    Weigh(weights, memory, atStatistics, scale);
                    if (sizes.Drops)
                    {
                        Drop(weights, ds, memory, atStatistics, TUnits.Once((((head * sizes.T) + first + part + (2 * (lane & 3))) * sizes.T) + firstOfWarp + (lane >> 2)));
                    }
                    else
                    {
                        Differentiate(weights, ds, memory, atStatistics);
                    }

                    FlashProducts<TUnits, TBound>.AddAcross(dv, weights, memory, TUnits.Once(laneRows + RowsBytes + at), PanelBytes, Fragments, Part);
                    FlashProducts<TUnits, TBound>.AddAcross(dk, ds, memory, TUnits.Once(laneRows + at), PanelBytes, Fragments, Part);
                }
            }

            stage = TileBytes - stage;
        }

        float[] factors = new float[2 * Fragments];
        int target = query + sizes.RowStride + (firstOfWarp * sizes.PackedStride), own = ownRows * SharedPanel.RowBytes, exist = sizes.T - firstOfWarp;
        Set(factors, sizes.Scale);
        FlashProducts<TUnits, TBound>.Store(dk, factors, memory, own, Keys * SharedPanel.RowBytes, Fragments, dqkv, target, sizes.PackedStride, exist, sizes.HeadSize);
        Set(factors, 1);
        FlashProducts<TUnits, TBound>.Store(
            dv, factors, memory, own, Keys * SharedPanel.RowBytes, Fragments, dqkv, target + sizes.RowStride, sizes.PackedStride, exist, sizes.HeadSize);
    }

    private void CopyTile(ArrayView<Float4> memory, FlashCopy copy, FlashCopy copyDy, int target, int head, int query, int row, int first)
    {
        FlashPanel<TUnits, TBound>.Copy(memory, copy, target, Queries, query + (first * sizes.PackedStride), sizes.T - first);
        FlashPanel<TUnits, TBound>.Copy(memory, copyDy, target + RowsBytes, Queries, row + (first * sizes.RowStride), sizes.T - first);
        int piece = Group.IdxX & 31; // several warps may copy the same: a condition would cost as much
        TUnits.Copy(memory, target + (2 * RowsBytes) + (16 * piece), statistics, ((head * FlashStatistics.Padded(sizes.T)) + first) / 2 + piece, true);
    }

    /// <summary>p = 2^(s·scale - log₂ Σ): columns are queries, of which a thread has two neighbours in each fragment.</summary>
    private static void Weigh(float[] scores, ArrayView<Float4> memory, int at, float scale)
    {
        for (int n = 0; n < Part / 8; n++)
        {
            var two = memory[at + (4 * n)];
            float first = two.X, second = two.Z;
            for (int pair = 0; pair < 2 * Fragments; pair++)
            {
                int score = ((pair >> 1) * Part / 2) + (4 * n) + (2 * (pair & 1));
                scores[score] = TUnits.Exp2((scores[score] * scale) - first);
                scores[score + 1] = TUnits.Exp2((scores[score + 1] * scale) - second);
            }
        }
    }

    /// <summary>ds = p (dp - D).</summary>
    private static void Differentiate(float[] weights, float[] ds, ArrayView<Float4> memory, int at)
    {
        for (int n = 0; n < Part / 8; n++)
        {
            var two = memory[at + (4 * n)];
            float first = two.Y, second = two.W;
            for (int pair = 0; pair < 2 * Fragments; pair++)
            {
                int score = ((pair >> 1) * Part / 2) + (4 * n) + (2 * (pair & 1));
                ds[score] = weights[score] * (ds[score] - first);
                ds[score + 1] = weights[score + 1] * (ds[score + 1] - second);
            }
        }
    }

    /// <summary>The same with dropout: ds = p (keep dp - D), and the weights keep p.</summary>
    private void Drop(float[] weights, float[] ds, ArrayView<Float4> memory, int at, int index)
    {
        for (int n = 0; n < Part / 8; n++)
        {
            var two = memory[at + (4 * n)];
            float first = two.Y, second = two.W;
            for (int pair = 0; pair < 2 * Fragments; pair++)
            {
                int score = ((pair >> 1) * Part / 2) + (4 * n) + (2 * (pair & 1)), weight = index + (8 * n * sizes.T) + (8 * pair);
                float keep = sizes.Draw(weight), keepSecond = sizes.Draw(weight + sizes.T);
                ds[score] = weights[score] * ((ds[score] * keep) - first);
                ds[score + 1] = weights[score + 1] * ((ds[score + 1] * keepSecond) - second);
                weights[score] *= keep;
                weights[score + 1] *= keepSecond;
            }
        }
    }

    private static void Set(float[] factors, float value)
    {
        for (int row = 0; row < 2 * Fragments; row++)
        {
            factors[row] = value;
        }
    }
}
