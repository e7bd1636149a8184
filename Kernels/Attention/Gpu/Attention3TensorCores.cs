using ILGPU;

namespace Kernels;

/// <summary>
/// Flash attention whose products are those of tensor cores (Dao 2023): each warp owns 16 queries, as fragments in registers. The layout
/// in which the scores come out of one product is that in which the weights go into the next, so they never leave
/// the registers. q, k and v are rounded to bf16; a weight goes in as two bf16 numbers, the second being what rounding took from the
/// first, at the price of a third product. Sums, exponentials and the running maximum are in float. The product takes all values of a tile,
/// later ones with weight 0: an infinite or undefined one there makes NaN of earlier outputs too.
/// </summary>
/// <typeparam name="TCore">The instruction, for bf16.</typeparam>
/// <typeparam name="TQuads">How the four threads of a row meet.</typeparam>
/// <typeparam name="TBound">Channels of a head, at most; for more than 64 the loops would be too long to be unrolled.</typeparam>
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

    /// <summary>So that a thread gets 128 registers: the output of 64 channels takes 32, a tile's scores 16, the queries 16.</summary>
    public static int GroupsPerMultiprocessor => 4;

    /// <summary>Queries that a group owns.</summary>
    private static int Queries => GroupSize / 2;

    /// <summary>Groups for so many positions.</summary>
    public static int Blocks(int positions) => (positions + Queries - 1) / Queries;

    /// <inheritdoc/>
    public void Run()
    {
        var words = SharedMemory.Allocate<uint>(FlashWords<TCore, TBound>.Length);

        // The last queries see most keys: the longest work comes first.
        int blocks = Blocks(sizes.T);
        int head = Grid.IdxX / blocks, firstQuery = (blocks - 1 - (Grid.IdxX % blocks)) * Queries;
        int lane = Group.IdxX & 31, upper = firstQuery + ((Group.IdxX >> 5) * 16) + (lane >> 2), lower = upper + 8;
        int key = sizes.Key(head), value = sizes.Value(head), end = IntrinsicMath.Min(sizes.T, firstQuery + Queries);

        uint[] queries = new uint[TBound.Channels / 4];
        LoadQueries(queries, words, head, firstQuery);
        float[] output = new float[TBound.Channels / 2];
        float[] weights = new float[Keys / 2];
        Clear(output, TBound.Channels / 2);
        float upperMax = float.NegativeInfinity, lowerMax = float.NegativeInfinity, upperSum = 0, lowerSum = 0;
        for (int first = 0; first < end; first += Keys)
        {
            FlashWords<TCore, TBound>.LoadRows(qkv, key + (first * sizes.PackedStride), sizes.T - first, sizes, words, Keys, GroupSize);
            FlashWords<TCore, TBound>.LoadValues(qkv, value + (first * sizes.PackedStride), sizes.T - first, sizes, words, GroupSize);
            Group.Barrier();
            Score(queries, words, weights, lane);

            float upperBefore = upperMax, lowerBefore = lowerMax;
            for (int n = 0; n < Keys / 2; n += 4)
            {
                int j = first + (2 * n) + ((lane & 3) * 2);
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
                upperSum += Weigh(weights, n, upperMax) + Weigh(weights, n + 1, upperMax);
                lowerSum += Weigh(weights, n + 2, lowerMax) + Weigh(weights, n + 3, lowerMax);
            }

            if (sizes.Drops)
            {
                Drop(weights, head, upper, first + ((lane & 3) * 2));
            }

            Scale(output, upperCorrection, lowerCorrection);
            AddValues(weights, 0, words, output, lane);
            AddValues(weights, 1, words, output, lane);
            Group.Barrier();
        }

        upperSum = TQuads.Sum(upperSum);
        lowerSum = TQuads.Sum(lowerSum);
        StoreHalf(output, upperSum, 0, words, head, firstQuery);
        StoreHalf(output, lowerSum, 1, words, head, firstQuery);
        if ((lane & 3) == 0)
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

    /// <summary>
    /// Fragments of A, for sixteen channels each. They come through shared memory, as the output goes, for a loop with conditions in it
    /// would not be unrolled, and only what is indexed by constants lies in registers.
    /// </summary>
    private void LoadQueries(uint[] queries, ArrayView<uint> words, int head, int firstQuery)
    {
        FlashWords<TCore, TBound>.LoadRows(
            qkv, sizes.Query(head) + (firstQuery * sizes.PackedStride), sizes.T - firstQuery, sizes, words, Queries, GroupSize);
        Group.Barrier();
        int lane = Group.IdxX & 31;
        int upper = ((((Group.IdxX >> 5) * 16) + (lane >> 2)) * FlashWords<TCore, TBound>.KeyStride) + (lane & 3);
        int lower = upper + (8 * FlashWords<TCore, TBound>.KeyStride);
        for (int k = 0; k < TBound.Channels / 16; k++)
        {
            queries[4 * k] = words[upper + (8 * k)];
            queries[(4 * k) + 1] = words[lower + (8 * k)];
            queries[(4 * k) + 2] = words[upper + (8 * k) + 4];
            queries[(4 * k) + 3] = words[lower + (8 * k) + 4];
        }

        Group.Barrier();
    }

    /// <summary>q·k for sixteen queries and the tile's keys, in fragments of eight keys.</summary>
    private static void Score(uint[] queries, ArrayView<uint> words, float[] scores, int lane)
    {
        Clear(scores, Keys / 2);
        for (int n = 0; n < Keys / 8; n++)
        {
            for (int k = 0; k < TBound.Channels / 16; k++)
            {
                int at = (((8 * n) + (lane >> 2)) * FlashWords<TCore, TBound>.KeyStride) + (8 * k) + (lane & 3);
                TCore.MultiplyAdd(scores, 4 * n, queries[4 * k], queries[(4 * k) + 1], queries[(4 * k) + 2], queries[(4 * k) + 3], words[at], words[at + 4]);
            }
        }
    }

    /// <summary>Turns a score into a weight, and returns it.</summary>
    private static float Weigh(float[] weights, int n, float max)
    {
        weights[n] = MathF.Exp(weights[n] - max);
        return weights[n];
    }

    /// <summary>Dropout, after the weights were summed up.</summary>
    private void Drop(float[] weights, int head, int upper, int firstKey)
    {
        for (int n = 0; n < Keys / 2; n += 4)
        {
            int j = firstKey + (2 * n);
            weights[n] *= sizes.Draw(head, upper, j);
            weights[n + 1] *= sizes.Draw(head, upper, j + 1);
            weights[n + 2] *= sizes.Draw(head, upper + 8, j);
            weights[n + 3] *= sizes.Draw(head, upper + 8, j + 1);
        }
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

    /// <summary>
    /// Adds weights x values for sixteen keys of the tile: the scores' fragments of C for two times eight keys are a fragment of A.
    /// What the weights' first words lack comes first.
    /// </summary>
    private static void AddValues(float[] weights, int sixteen, ArrayView<uint> words, float[] output, int lane)
    {
        int w = 8 * sixteen;
        uint a0 = TCore.Pack(weights[w], weights[w + 1]), a1 = TCore.Pack(weights[w + 2], weights[w + 3]);
        uint a2 = TCore.Pack(weights[w + 4], weights[w + 5]), a3 = TCore.Pack(weights[w + 6], weights[w + 7]);
        uint r0 = Rest(a0, weights[w], weights[w + 1]), r1 = Rest(a1, weights[w + 2], weights[w + 3]);
        uint r2 = Rest(a2, weights[w + 4], weights[w + 5]), r3 = Rest(a3, weights[w + 6], weights[w + 7]);
        int first = FlashWords<TCore, TBound>.Values + ((w + (lane & 3)) * FlashWords<TCore, TBound>.PairStride) + (lane >> 2);
        for (int n = 0; n < TBound.Channels / 8; n++)
        {
            uint v0 = words[first + (8 * n)], v1 = words[first + (8 * n) + (4 * FlashWords<TCore, TBound>.PairStride)];
            for (int part = 0; part < 2; part++)
            {
                bool rest = part == 0;
                TCore.MultiplyAdd(output, 4 * n, rest ? r0 : a0, rest ? r1 : a1, rest ? r2 : a2, rest ? r3 : a3, v0, v1);
            }
        }
    }

    /// <summary>What a word of two bf16 factors lacks.</summary>
    private static uint Rest(uint word, float first, float second) =>
        TCore.Pack(first - Interop.IntAsFloat(word << 16), second - Interop.IntAsFloat(word & 0xFFFF0000u));

    /// <summary>
    /// Divides the upper or the lower halves of the warps' fragments by their rows' sums, and writes them, neighbouring channels by
    /// neighbouring threads.
    /// </summary>
    private void StoreHalf(float[] output, float sum, int half, ArrayView<uint> words, int head, int firstQuery)
    {
        int lane = Group.IdxX & 31, own = ((Group.IdxX >> 5) * 8) + (lane >> 2), sums = Queries / 2 * TBound.Channels;
        int at = (own * TBound.Channels) + ((lane & 3) * 2);
        for (int n = 0; n < TBound.Channels / 8; n++)
        {
            words[at + (8 * n)] = Interop.FloatAsInt(output[(4 * n) + (2 * half)]);
            words[at + (8 * n) + 1] = Interop.FloatAsInt(output[(4 * n) + (2 * half) + 1]);
        }

        if ((lane & 3) == 0)
        {
            words[sums + own] = Interop.FloatAsInt(sum);
        }

        Group.Barrier();
        for (int e = Group.IdxX; e < Queries / 2 * TBound.Channels; e += GroupSize)
        {
            int row = e >> TBound.Bits, channel = e & (TBound.Channels - 1);
            int i = firstQuery + ((row >> 3) * 16) + (half * 8) + (row & 7);
            if (i < sizes.T && channel < sizes.HeadSize)
            {
                y[sizes.Row(head) + (i * sizes.RowStride) + channel] = Interop.IntAsFloat(words[e]) / Interop.IntAsFloat(words[sums + row]);
            }
        }

        Group.Barrier();
    }

    private void StoreLogSumExp(int head, int i, float max, float sum)
    {
        if (i < sizes.T)
        {
            logSumExp[(head * sizes.T) + i] = max + GpuFloat.Log(new GpuFloat(sum)).Value;
        }
    }
}
