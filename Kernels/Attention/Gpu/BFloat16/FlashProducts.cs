using ILGPU;

namespace Kernels;

/// <summary>
/// A warp's products of fragments, with those of A in registers or <see cref="FlashPanel{TUnits, TBound}"/>s, those of B in panels: 16 rows of sums for each fragment of A,
/// in the layout of <see cref="ITensorCore"/>'s C, fragment of A by fragment of A, and within these eight columns by eight columns.
/// </summary>
internal static class FlashProducts<TUnits, TBound>
    where TUnits : struct, IFlashUnits
    where TBound : struct, IHeadBound
{
    private const int RowBytes = SharedPanel.RowBytes;
    private const int StepBytes = 16 * RowBytes;

    /// <summary>Makes sums 0.</summary>
    public static void Clear(float[] sums, int count)
    {
        for (int i = 0; i < count; i++)
        {
            sums[i] = 0;
        }
    }

    /// <summary>Brings fragments of A to registers, for all of 64 channels.</summary>
    /// <param name="a">Four words for each fragment, sixteen channels by sixteen channels.</param>
    /// <param name="memory">Shared memory.</param>
    /// <param name="lane">Rows first.</param>
    /// <param name="fragments">Their number.</param>
    public static void Keep(uint[] a, ArrayView<Float4> memory, int lane, int fragments)
    {
        for (int step = 0; step < 4; step++)
        {
            Load(a, 4 * fragments * step, memory, Step(lane, step, 0), fragments);
        }
    }

    /// <summary>sums += rows of A · rows of B, over all channels.</summary>
    /// <param name="sums">(16 · fragments, columns).</param>
    /// <param name="a">The fragments of A, or room for those of 16 channels.</param>
    /// <param name="keeps">Whether they are there.</param>
    /// <param name="memory">Shared memory.</param>
    /// <param name="laneA">For the rows of A, rows first.</param>
    /// <param name="panelA">From one panel of A to the next.</param>
    /// <param name="laneB">For the rows of B, columns first.</param>
    /// <param name="panelB">From one panel of B to the next.</param>
    /// <param name="fragments">Of A.</param>
    /// <param name="columns">Rows of B.</param>
    public static void AddRows(
        float[] sums, uint[] a, bool keeps, ArrayView<Float4> memory, int laneA, int panelA, int laneB, int panelB, int fragments, int columns)
    {
        uint[] b = new uint[4];
        for (int step = 0; step < TBound.Channels / 16; step++)
        {
            if (!keeps)
            {
                Load(a, 0, memory, Step(laneA, step, panelA), fragments);
            }

            int at = keeps ? 4 * fragments * step : 0, from = Step(laneB, step, panelB);
            for (int pair = 0; pair < columns / 16; pair++)
            {
                TUnits.Load(b, 0, memory, from + (pair * StepBytes));
                for (int m = 0; m < fragments; m++)
                {
                    int sum = (m * columns / 2) + (8 * pair);
                    TUnits.MultiplyAdd(sums, sum, a, at + (4 * m), b, 0);
                    TUnits.MultiplyAdd(sums, sum + 4, a, at + (4 * m), b, 2);
                }
            }
        }
    }

    /// <summary>Leaves out the keys behind a query: a warp's scores become -∞ where row and column are too far apart.</summary>
    /// <param name="scores">(16 · fragments, columns).</param>
    /// <param name="behind">How far the key of the thread's first score is behind the query.</param>
    /// <param name="side">1 where columns are keys and rows queries, -1 where rows are keys.</param>
    /// <param name="fragments">Of rows.</param>
    /// <param name="columns">Their number.</param>
    public static void LeaveOut(float[] scores, int behind, int side, int fragments, int columns)
    {
        for (int m = 0; m < fragments; m++)
        {
            for (int n = 0; n < columns / 8; n++)
            {
                int at = (m * columns / 2) + (4 * n), b = behind + (side * ((8 * n) - (16 * m)));
                float s0 = scores[at], s1 = scores[at + 1], s2 = scores[at + 2], s3 = scores[at + 3];
                scores[at] = b > 0 ? float.NegativeInfinity : s0;
                scores[at + 1] = b + side > 0 ? float.NegativeInfinity : s1;
                scores[at + 2] = b - (8 * side) > 0 ? float.NegativeInfinity : s2;
                scores[at + 3] = b - (7 * side) > 0 ? float.NegativeInfinity : s3;
            }
        }
    }

    /// <summary>
    /// sums += weights · rows of B. The layout in which weights come out of a product is that in which they go into the next: two fragments of C, of eight columns each,
    /// are one of A, so they never leave the registers.
    /// </summary>
    /// <param name="sums">(16 · fragments, channels).</param>
    /// <param name="weights">(16 · fragments, rows).</param>
    /// <param name="memory">Shared memory.</param>
    /// <param name="lane">For the rows of B, rows first.</param>
    /// <param name="panelBytes">From one panel of B to the next.</param>
    /// <param name="fragments">Of weights.</param>
    /// <param name="rows">Rows of B.</param>
    public static void AddAcross(float[] sums, float[] weights, ArrayView<Float4> memory, int lane, int panelBytes, int fragments, int rows)
    {
        uint[] a = new uint[8];
        uint[] b = new uint[4];
        for (int step = 0; step < rows / 16; step++)
        {
            for (int word = 0; word < 4 * fragments; word++)
            {
                int at = ((word >> 2) * rows / 2) + (8 * step) + (2 * (word & 3));
                a[word] = TUnits.Pack(weights[at], weights[at + 1]);
            }

            for (int pair = 0; pair < TBound.Channels / 16; pair++)
            {
                TUnits.LoadTransposed(b, 0, memory, Step(lane, pair, panelBytes) + (step * StepBytes));
                for (int m = 0; m < fragments; m++)
                {
                    int sum = (m * TBound.Channels / 2) + (8 * pair);
                    TUnits.MultiplyAdd(sums, sum, a, 4 * m, b, 0);
                    TUnits.MultiplyAdd(sums, sum + 4, a, 4 * m, b, 2);
                }
            }
        }
    }

    /// <summary>The address for 16 channels, given that for the first.</summary>
    private static int Step(int lane, int step, int panelBytes) => (lane ^ ((step & 3) * 32)) + ((step >> 2) * panelBytes);

    private static void Load(uint[] a, int at, ArrayView<Float4> memory, int lane, int fragments)
    {
        for (int m = 0; m < fragments; m++)
        {
            TUnits.Load(a, at + (4 * m), memory, lane + (m * StepBytes));
        }
    }

    /// <summary>
    /// Writes a warp's sums to memory as bf16: through its own rows of panels in shared memory, so that eight threads write a row's 128 bytes together.
    /// </summary>
    /// <param name="sums">(16 · fragments, channels).</param>
    /// <param name="factors">A factor for each of the thread's rows.</param>
    /// <param name="memory">Shared memory.</param>
    /// <param name="own">Where the warp's rows begin, counted from the memory's first byte.</param>
    /// <param name="panelBytes">From one panel to the next.</param>
    /// <param name="fragments">Of sums.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="at">The first row's first element there.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="exist">Rows that exist.</param>
    /// <param name="headSize">Channels that exist.</param>
    public static void Store(
        float[] sums, float[] factors, ArrayView<Float4> memory, int own, int panelBytes, int fragments, ArrayView<Float4> target, int at, int stride, int exist, int headSize)
    {
        var words = memory.Cast<uint>();
        int lane = Group.IdxX & 31;
        int place = TUnits.Once((own / 4) + ((lane >> 2) * (RowBytes / 4)) + ((lane >> 2) * 4) + (lane & 3));
        TUnits.WarpBarrier();
        for (int row = 0; row < 2 * fragments; row++)
        {
            int first = ((row >> 1) * TBound.Channels / 2) + ((row & 1) * 2);
            float factor = factors[row];
            for (int n = 0; n < TBound.Channels / 8; n++)
            {
                words[(place ^ ((n & 7) * 4)) + ((n >> 3) * panelBytes / 4) + (row * 8 * RowBytes / 4)] = TUnits.Pack(sums[first + (4 * n)] * factor, sums[first + (4 * n) + 1] * factor);
            }
        }

        TUnits.WarpBarrier();
        int piece = lane & 7, inWarp = lane >> 3;
        int from = TUnits.Once((own / 16) + (inWarp * 8) + (piece ^ inWarp)), to = TUnits.Once((at + (inWarp * stride)) / 8 + piece), left = TUnits.Once(exist - inWarp);
        for (int turn = 0; turn < 4 * fragments; turn++)
        {
            for (int panel = 0; panel < TBound.Channels / 64; panel++)
            {
                if ((4 * turn < left) & ((8 * ((8 * panel) + piece)) < headSize))
                {
                    target[to + (turn * (stride / 2)) + (8 * panel)] = memory[(from ^ ((turn & 1) * 4)) + (turn * 32) + (panel * panelBytes / 16)];
                }
            }
        }
    }
}
