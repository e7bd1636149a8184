using ILGPU;

namespace Kernels;

/// <summary>
/// Gradients of queries on tensor cores: a group owns queries, and keys and values pass by as in the forward pass. s and dp are computed again as
/// in <see cref="AttentionTensorCoresKeys{TUnits, TBound}"/>, which says why, but with queries as rows: so dq += ds k takes ds from registers.
/// <para>
/// What limits it: for 32 queries, 32 keys and 64 channels a warp issues 96 mma.sync, 24 ldmatrix, 32 exponentials, and 320 instructions in all; in cycles: tensor
/// cores 614, shared memory 384, exponentials 256, issue 320.
/// </para>
/// </summary>
/// <param name="qkv">(B, T, 3·C).</param>
/// <param name="dy">(B, T, C).</param>
/// <param name="statistics">Of <see cref="FlashStatistics{TUnits}"/>.</param>
/// <param name="dqkv">(B, T, 3·C), of which the first third of each row is written.</param>
/// <param name="sizes">The sizes.</param>
/// <typeparam name="TUnits">What does it.</typeparam>
/// <typeparam name="TBound">Channels of a head, at most. For 128 a warp owns 16 queries, whose fragments are read again for each tile.</typeparam>
internal readonly struct AttentionTensorCoresQueries<TUnits, TBound>(
    FlashOperand qkv, FlashOperand dy, ArrayView<float> statistics, ArrayView<Float4> dqkv, AttentionSizes sizes) : IGpuKernel
    where TUnits : struct, IFlashUnits
    where TBound : struct, IHeadBound
{
    /// <summary>Keys of a tile that is copied.</summary>
    private const int Keys = 64;

    /// <summary>Keys that are worked on at once.</summary>
    private const int Part = 32;

    private const int PanelBytes = Keys * SharedPanel.RowBytes;

    /// <inheritdoc/>
    public static int GroupSize => TUnits.Threads;

    /// <inheritdoc/>
    public static int GroupsPerMultiprocessor => 2;

    /// <inheritdoc/>
    public static int DynamicSharedBytes => TUnits.AtLaunch(Bytes);

    /// <inheritdoc/>
    public static KernelNeeds Needs => TUnits.Needs;

    private static bool KeepsRows => TBound.Channels == 64;

    private static int Fragments => TBound.Channels == 64 ? 2 : 1;

    private static int RowsOfWarp => 16 * Fragments;

    /// <summary>Queries of a group.</summary>
    private static int Queries => GroupSize / 32 * RowsOfWarp;

    private static int RowsBytes => FlashPanel<TUnits, TBound>.Bytes(Keys);

    private static int Bytes => FlashPanel<TUnits, TBound>.Bytes(2 * Queries) + (4 * RowsBytes);

    private static int Sums => Fragments * TBound.Channels / 2;

    private static int Scores => Fragments * Part / 2;

    /// <summary>Groups for so many positions.</summary>
    public static int Blocks(int positions) => (positions + Queries - 1) / Queries;

    /// <inheritdoc/>
    public void Run()
    {
        var memory = TUnits.Memory(Bytes);
        int start = TUnits.Start(), gradients = start + FlashPanel<TUnits, TBound>.Bytes(Queries), tiles = start + FlashPanel<TUnits, TBound>.Bytes(2 * Queries);
        int blocks = Blocks(sizes.T), heads = TUnits.Once(Grid.DimX / blocks);
        int head = TUnits.Once(Grid.IdxX % heads), firstQuery = TUnits.Once((blocks - 1 - (Grid.IdxX / heads)) * Queries);
        int lane = Group.IdxX & 31, ownRows = (Group.IdxX >> 5) * RowsOfWarp, firstOfWarp = TUnits.Once(firstQuery + ownRows);
        int end = TUnits.Once(IntrinsicMath.Min(sizes.T, firstQuery + Queries)), query = TUnits.Once(sizes.Query(head)), stride = TUnits.Once(sizes.PackedStride);
        var copy = FlashPanel<TUnits, TBound>.Begin(qkv, stride, sizes.HeadSize);
        var copyDy = FlashPanel<TUnits, TBound>.Also(copy, dy, sizes.RowStride);
        FlashPanel<TUnits, TBound>.Copy(memory, copy, start, Queries, query + (firstQuery * stride), sizes.T - firstQuery);
        FlashPanel<TUnits, TBound>.Copy(memory, copyDy, gradients, Queries, sizes.Row(head) + (firstQuery * sizes.RowStride), sizes.T - firstQuery);
        CopyTile(memory, copy, tiles, query, 0);

        int laneQueries = FlashPanel<TUnits, TBound>.LaneAddress(start + (ownRows * SharedPanel.RowBytes), rowsFirst: true);
        int laneGradients = FlashPanel<TUnits, TBound>.LaneAddress(gradients + (ownRows * SharedPanel.RowBytes), rowsFirst: true);
        int laneColumns = FlashPanel<TUnits, TBound>.LaneAddress(tiles, rowsFirst: false), laneRows = FlashPanel<TUnits, TBound>.LaneAddress(tiles, rowsFirst: true);
        int behind = TUnits.Once((2 * (lane & 3)) - firstOfWarp - (lane >> 2));
        float scale = TUnits.Once(sizes.Scale * FlashStatistics.Log2E);

        float[] dq = new float[Sums];
        float[] weights = new float[Scores];
        float[] ds = new float[Scores];
        float[] logs = new float[2 * Fragments];
        float[] dots = new float[2 * Fragments];
        uint[] q = new uint[4 * Fragments * (KeepsRows ? 4 : 1)];
        uint[] g = new uint[4 * Fragments * (KeepsRows ? 4 : 1)];
        FlashProducts<TUnits, TBound>.Clear(dq, Sums);
        int padded = FlashStatistics.Padded(sizes.T), row0 = TUnits.Once(firstOfWarp + (lane >> 2)), lastRow = TUnits.Once(padded - 1);
        for (int row = 0; row < 2 * Fragments; row++)
        {
            int at = 2 * ((head * padded) + IntrinsicMath.Min(row0 + (8 * row), lastRow));
            logs[row] = statistics[at];
            dots[row] = statistics[at + 1];
        }

        TUnits.WaitForCopies();
        Group.Barrier();
        if (KeepsRows)
        {
            FlashProducts<TUnits, TBound>.Keep(q, memory, laneQueries, Fragments);
            FlashProducts<TUnits, TBound>.Keep(g, memory, laneGradients, Fragments);
        }

        int stage = 0;
        for (int first = 0; first < end; first += Keys)
        {
            TUnits.WaitForCopies();
            Group.Barrier(); // everybody's copies have come, and nobody works any more on the tile whose place is filled next
            if (first + Keys < end)
            {
                CopyTile(memory, copy, tiles + (2 * RowsBytes) - stage, query, first + Keys);
            }

            for (int part = 0; part < IntrinsicMath.Min(Keys, end - first); part += Part)
            {
                if (!TUnits.WarpsPart | (first + part < firstOfWarp + RowsOfWarp))
                {
                    int at = TUnits.Once(stage + (part * SharedPanel.RowBytes));
                    FlashProducts<TUnits, TBound>.Clear(weights, Scores);
                    FlashProducts<TUnits, TBound>.AddRows(
                        weights, q, KeepsRows, memory, laneQueries, Queries * SharedPanel.RowBytes, TUnits.Once(laneColumns + at), PanelBytes, Fragments, Part);
                    FlashProducts<TUnits, TBound>.Clear(ds, Scores);
                    FlashProducts<TUnits, TBound>.AddRows(
                        ds, g, KeepsRows, memory, laneGradients, Queries * SharedPanel.RowBytes, TUnits.Once(laneColumns + RowsBytes + at), PanelBytes, Fragments, Part);
                    if (first + part + Part > firstOfWarp)
                    {
                        FlashProducts<TUnits, TBound>.LeaveOut(weights, TUnits.Once(first + part + behind), 1, Fragments, Part);
                    }

                    if (sizes.Drops)
                    {
                        Drop(ds, TUnits.Once((((head * sizes.T) + row0) * sizes.T) + first + part + (2 * (lane & 3))));
                    }

                    Differentiate(weights, ds, logs, dots, scale);
                    FlashProducts<TUnits, TBound>.AddAcross(dq, ds, memory, TUnits.Once(laneRows + at), PanelBytes, Fragments, Part);
                }
            }

            stage = (2 * RowsBytes) - stage;
        }

        for (int row = 0; row < 2 * Fragments; row++)
        {
            logs[row] = sizes.Scale;
        }

        FlashProducts<TUnits, TBound>.Store(
            dq, logs, memory, ownRows * SharedPanel.RowBytes, Queries * SharedPanel.RowBytes, Fragments, dqkv, query + (firstOfWarp * stride), stride, sizes.T - firstOfWarp, sizes.HeadSize);
    }

    private void CopyTile(ArrayView<Float4> memory, FlashCopy copy, int target, int query, int first)
    {
        int at = query + sizes.RowStride + (first * sizes.PackedStride);
        FlashPanel<TUnits, TBound>.Copy(memory, copy, target, Keys, at, sizes.T - first);
        FlashPanel<TUnits, TBound>.Copy(memory, copy, target + RowsBytes, Keys, at + sizes.RowStride, sizes.T - first);
    }

    /// <summary>ds = p (dp - D), with p = 2^(s·scale - log₂ Σ).</summary>
    private static void Differentiate(float[] scores, float[] ds, float[] logs, float[] dots, float scale)
    {
        for (int row = 0; row < 2 * Fragments; row++)
        {
            float log = logs[row], dot = dots[row];
            for (int n = 0; n < Part / 8; n++)
            {
                int at = ((row >> 1) * Part / 2) + (4 * n) + (2 * (row & 1));
                ds[at] = TUnits.Exp2((scores[at] * scale) - log) * (ds[at] - dot);
                ds[at + 1] = TUnits.Exp2((scores[at + 1] * scale) - log) * (ds[at + 1] - dot);
            }
        }
    }

    /// <summary>Dropout: keep dp.</summary>
    private void Drop(float[] dp, int index)
    {
        for (int row = 0; row < 2 * Fragments; row++)
        {
            for (int n = 0; n < Part / 8; n++)
            {
                int at = ((row >> 1) * Part / 2) + (4 * n) + (2 * (row & 1)), weight = index + (8 * row * sizes.T) + (8 * n);
                dp[at] *= sizes.Draw(weight);
                dp[at + 1] *= sizes.Draw(weight + 1);
            }
        }
    }
}
