using ILGPU;

namespace Kernels;

/// <summary>
/// Flash attention whose products are those of tensor cores (Dao 2023): each warp owns 16 queries, as fragments in registers. The layout
/// in which the scores come out of one product is that in which the weights go into the next, so they never leave
/// the registers. q, k and v are rounded to bf16; a weight goes in as two bf16 numbers, the second being what rounding took from the
/// first, at the price of a third product. Sums, exponentials and the running maximum are in float.
/// </summary>
/// <typeparam name="TCore">The instruction, for bf16.</typeparam>
/// <typeparam name="TQuads">How the four threads of a row meet.</typeparam>
/// <typeparam name="TBound">Channels of a head, at most.</typeparam>
/// <typeparam name="TGroup">Threads of a group, at most.</typeparam>
internal readonly struct Attention3TensorCores<TCore, TQuads, TBound, TGroup>(
    ArrayView<float> qkv, ArrayView<float> y, ArrayView<float> logSumExp, AttentionSizes sizes) : IGpuKernel
    where TCore : struct, ITensorCore
    where TQuads : struct, IQuads
    where TBound : struct, IHeadBound
    where TGroup : struct, IGroup
{
    private const int Keys = FlashWords<TCore, TBound>.Keys;

    /// <inheritdoc/>
    public static int GroupSize => FlashTile<TBound, TGroup>.Threads;

    /// <inheritdoc/>
    public static KernelNeeds Needs => TCore.Needs | TQuads.Needs;

    /// <summary>Queries that a group owns.</summary>
    private static int Queries => GroupSize / 2;

    /// <summary>Groups for so many positions.</summary>
    public static int Blocks(int positions) => (positions + Queries - 1) / Queries;

    /// <inheritdoc/>
    public void Run()
    {
        var keys = SharedMemory.Allocate<uint>(Keys * FlashWords<TCore, TBound>.KeyStride);
        var values = SharedMemory.Allocate<uint>(Keys / 2 * FlashWords<TCore, TBound>.PairStride);

        // The last queries see most keys: the longest work comes first.
        int blocks = Blocks(sizes.T);
        int head = Grid.IdxX / blocks, firstQuery = (blocks - 1 - (Grid.IdxX % blocks)) * Queries;
        int lane = Group.IdxX % 32, upper = firstQuery + (Group.IdxX / 32 * 16) + (lane / 4), lower = upper + 8;
        int key = sizes.Key(head), value = sizes.Value(head), end = IntrinsicMath.Min(sizes.T, firstQuery + Queries);

        uint[] queries = new uint[TBound.Channels / 4];
        LoadQueries(queries, head, upper, lane % 4 * 2);
        float[] output = new float[TBound.Channels / 2];
        float[] weights = new float[Keys / 2];
        Clear(output, TBound.Channels / 2);
        float upperMax = float.NegativeInfinity, lowerMax = float.NegativeInfinity, upperSum = 0, lowerSum = 0;
        for (int first = 0; first < end; first += Keys)
        {
            FlashWords<TCore, TBound>.LoadKeys(qkv, key + (first * sizes.PackedStride), sizes.T - first, sizes, keys, GroupSize);
            FlashWords<TCore, TBound>.LoadValues(qkv, value + (first * sizes.PackedStride), sizes.T - first, sizes, values, GroupSize);
            Group.Barrier();
            Score(queries, keys, weights, lane);

            float upperBefore = upperMax, lowerBefore = lowerMax;
            for (int n = 0; n < Keys / 2; n += 4)
            {
                int j = first + (2 * n) + (lane % 4 * 2);
                weights[n] = j <= upper ? weights[n] * sizes.Scale : float.NegativeInfinity;
                weights[n + 1] = j + 1 <= upper ? weights[n + 1] * sizes.Scale : float.NegativeInfinity;
                weights[n + 2] = j <= lower ? weights[n + 2] * sizes.Scale : float.NegativeInfinity;
                weights[n + 3] = j + 1 <= lower ? weights[n + 3] * sizes.Scale : float.NegativeInfinity;
                upperMax = IntrinsicMath.Max(upperMax, IntrinsicMath.Max(weights[n], weights[n + 1]));
                lowerMax = IntrinsicMath.Max(lowerMax, IntrinsicMath.Max(weights[n + 2], weights[n + 3]));
            }

            upperMax = TQuads.Largest(upperMax);
            lowerMax = TQuads.Largest(lowerMax);
            float upperCorrection = MathF.Exp(upperBefore - upperMax), lowerCorrection = MathF.Exp(lowerBefore - lowerMax);
            upperSum *= upperCorrection;
            lowerSum *= lowerCorrection;
            for (int n = 0; n < Keys / 2; n += 4)
            {
                int j = first + (2 * n) + (lane % 4 * 2);
                upperSum += Weigh(weights, n, head, upper, j, upperMax) + Weigh(weights, n + 1, head, upper, j + 1, upperMax);
                lowerSum += Weigh(weights, n + 2, head, lower, j, lowerMax) + Weigh(weights, n + 3, head, lower, j + 1, lowerMax);
            }

            Scale(output, upperCorrection, lowerCorrection);
            AddValues(weights, values, output, lane);
            Group.Barrier();
        }

        upperSum = TQuads.Sum(upperSum);
        lowerSum = TQuads.Sum(lowerSum);
        Scale(output, 1 / upperSum, 1 / lowerSum);
        Store(output, head, upper, lane % 4 * 2);
        if (lane % 4 == 0)
        {
            StoreLogSumExp(head, upper, upperMax, upperSum);
            StoreLogSumExp(head, lower, lowerMax, lowerSum);
        }
    }

    private static void Clear(float[] values, int count)
    {
        for (int i = 0; i < count; i++)
        {
            values[i] = 0;
        }
    }

    /// <summary>Fragments of A, for sixteen channels each: the thread has two rows and twice two channels.</summary>
    private void LoadQueries(uint[] queries, int head, int upper, int column)
    {
        int query = sizes.Query(head) + (upper * sizes.PackedStride);
        for (int word = 0; word < TBound.Channels / 4; word++)
        {
            int row = word % 2 * 8, channel = (word / 2 * 8) + column;
            int count = upper + row < sizes.T ? sizes.HeadSize - channel : 0;
            queries[word] = FlashWords<TCore, TBound>.Pair(qkv, query + (row * sizes.PackedStride) + channel, count);
        }
    }

    /// <summary>q·k for sixteen queries and the tile's keys, in fragments of eight keys.</summary>
    private static void Score(uint[] queries, ArrayView<uint> keys, float[] scores, int lane)
    {
        Clear(scores, Keys / 2);
        for (int n = 0; n < Keys / 8; n++)
        {
            for (int k = 0; k < TBound.Channels / 16; k++)
            {
                int at = (((8 * n) + (lane / 4)) * FlashWords<TCore, TBound>.KeyStride) + (8 * k) + (lane % 4);
                TCore.MultiplyAdd(scores, 4 * n, queries[4 * k], queries[(4 * k) + 1], queries[(4 * k) + 2], queries[(4 * k) + 3], keys[at], keys[at + 4]);
            }
        }
    }

    /// <summary>Turns a score into a weight, and returns it as it was before dropout.</summary>
    private float Weigh(float[] weights, int n, int head, int i, int j, float max)
    {
        float weight = MathF.Exp(weights[n] - max);
        weights[n] = weight * sizes.Keep(head, i, j);
        return weight;
    }

    private static void Scale(float[] output, float upper, float lower)
    {
        for (int n = 0; n < TBound.Channels / 2; n += 4)
        {
            output[n] *= upper;
            output[n + 1] *= upper;
            output[n + 2] *= lower;
            output[n + 3] *= lower;
        }
    }

    /// <summary>Adds weights x values: the scores' fragments of C for two times eight keys are a fragment of A for sixteen.</summary>
    private static void AddValues(float[] weights, ArrayView<uint> values, float[] output, int lane)
    {
        for (int k = 0; k < Keys / 16; k++)
        {
            int w = 8 * k;
            uint a0 = TCore.Pack(weights[w], weights[w + 1]), a1 = TCore.Pack(weights[w + 2], weights[w + 3]);
            uint a2 = TCore.Pack(weights[w + 4], weights[w + 5]), a3 = TCore.Pack(weights[w + 6], weights[w + 7]);
            uint r0 = Rest(a0, weights[w], weights[w + 1]), r1 = Rest(a1, weights[w + 2], weights[w + 3]);
            uint r2 = Rest(a2, weights[w + 4], weights[w + 5]), r3 = Rest(a3, weights[w + 6], weights[w + 7]);
            for (int n = 0; n < TBound.Channels / 8; n++)
            {
                int at = (((8 * k) + (lane % 4)) * FlashWords<TCore, TBound>.PairStride) + (8 * n) + (lane / 4);
                uint v0 = values[at], v1 = values[at + (4 * FlashWords<TCore, TBound>.PairStride)];
                TCore.MultiplyAdd(output, 4 * n, r0, r1, r2, r3, v0, v1);
                TCore.MultiplyAdd(output, 4 * n, a0, a1, a2, a3, v0, v1);
            }
        }
    }

    /// <summary>What a word of two bf16 factors lacks.</summary>
    private static uint Rest(uint word, float first, float second) =>
        TCore.Pack(first - Interop.IntAsFloat(word << 16), second - Interop.IntAsFloat(word & 0xFFFF0000u));

    private void Store(float[] output, int head, int upper, int column)
    {
        int row = sizes.Row(head) + (upper * sizes.RowStride);
        for (int n = 0; n < TBound.Channels / 2; n++)
        {
            int down = n % 4 / 2 * 8, channel = (n / 4 * 8) + column + (n % 2);
            if (upper + down < sizes.T && channel < sizes.HeadSize)
            {
                y[row + (down * sizes.RowStride) + channel] = output[n];
            }
        }
    }

    private void StoreLogSumExp(int head, int i, float max, float sum)
    {
        if (i < sizes.T)
        {
            logSumExp[(head * sizes.T) + i] = max + GpuFloat.Log(new GpuFloat(sum)).Value;
        }
    }
}
