using ILGPU;

namespace Kernels;

/// <summary>
/// FlashAttention (Dao et al. 2022): the (T, T) matrix never exists. A group owns some queries of a head and lets keys and values pass
/// by in tiles of shared memory; each query keeps a running maximum and sum of its weights, and rescales its output
/// when the maximum grows (online softmax, Milakov and Gimelshein 2018). Tiles above the diagonal are skipped. What was traffic of T² numbers a head
/// is now arithmetic at 32 multiply-adds a thread for every 8 loads of four numbers.
/// </summary>
internal readonly struct Attention2Flash<TBound, TGroup>(ArrayView<float> qkv, ArrayView<float> y, ArrayView<float> logSumExp, AttentionSizes sizes) : IGpuKernel
    where TBound : struct, IHeadBound
    where TGroup : struct, IGroup
{
    /// <summary>Keys of a tile.</summary>
    private const int Length = 16;

    /// <inheritdoc/>
    public static int GroupSize => FlashTile<TBound, TGroup>.Threads;

    /// <inheritdoc/>
    public void Run()
    {
        var keys = SharedMemory.Allocate<Channels4>(Length * FlashTile<TBound, TGroup>.RowLoads);
        var values = SharedMemory.Allocate<Channels4>(Length * FlashTile<TBound, TGroup>.RowLoads);
        var partial = SharedMemory.Allocate<float>(Length * FlashTile<TBound, TGroup>.Threads);
        var scores = SharedMemory.Allocate<float>(Length * FlashTile<TBound, TGroup>.Threads); // each thread reads what it wrote

        // The last queries see most keys: the longest work comes first.
        int blocks = FlashTile<TBound, TGroup>.Blocks(sizes.T);
        int head = Grid.IdxX / blocks, firstQuery = (blocks - 1 - (Grid.IdxX % blocks)) * FlashTile<TBound, TGroup>.Positions;
        int i = firstQuery + FlashTile<TBound, TGroup>.Position;
        int part = FlashTile<TBound, TGroup>.Part, channel = part * Channels16.Size;
        int channels = i < sizes.T ? sizes.HeadSize - channel : 0;
        int key = sizes.Key(head), value = sizes.Value(head);

        var q = Channels16.Load(qkv, sizes.Query(head) + (i * sizes.PackedStride) + channel, channels).Scaled(sizes.Scale);
        var output = default(Channels16);
        float max = float.NegativeInfinity, sum = 0;
        int end = IntrinsicMath.Min(sizes.T, firstQuery + FlashTile<TBound, TGroup>.Positions);
        for (int first = 0; first < end; first += Length)
        {
            FlashTile<TBound, TGroup>.Load(qkv, key + (first * sizes.PackedStride), sizes.PackedStride, sizes.T - first, sizes.HeadSize, keys, Length);
            FlashTile<TBound, TGroup>.Load(qkv, value + (first * sizes.PackedStride), sizes.PackedStride, sizes.T - first, sizes.HeadSize, values, Length);
            Group.Barrier();
            for (int j = 0; j < Length; j++)
            {
                partial[(j * FlashTile<TBound, TGroup>.Threads) + Group.IdxX] = q.Dot(FlashTile<TBound, TGroup>.Row(keys, j));
            }

            Group.Barrier();
            float before = max;
            int seen = FlashTile<TBound, TGroup>.Seen(i, first, Length);
            for (int j = 0; j < seen; j++)
            {
                float score = FlashTile<TBound, TGroup>.Total(partial, j);
                scores[(j * FlashTile<TBound, TGroup>.Threads) + Group.IdxX] = score;
                max = score > max ? score : max;
            }

            float correction = MathF.Exp(before - max);
            sum *= correction;
            output = output.Scaled(correction);
            for (int j = 0; j < seen; j++)
            {
                float weight = MathF.Exp(scores[(j * FlashTile<TBound, TGroup>.Threads) + Group.IdxX] - max);
                sum += weight;
                output = output.PlusScaled(FlashTile<TBound, TGroup>.Row(values, j), weight * sizes.Keep(head, i, first + j));
            }

            Group.Barrier();
        }

        output.Scaled(1 / sum).Store(y, sizes.Row(head) + (i * sizes.RowStride) + channel, channels);
        if (part == 0 && i < sizes.T)
        {
            logSumExp[(head * sizes.T) + i] = max + GpuFloat.Log(new GpuFloat(sum)).Value;
        }
    }
}
