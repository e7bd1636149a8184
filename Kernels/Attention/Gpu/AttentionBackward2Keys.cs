using ILGPU;

namespace Kernels;

/// <summary>
/// dk and dv, the other way round than <see cref="AttentionBackward2Queries{TBound, TGroup}"/>: a group owns some keys with their values, and
/// the queries from the diagonal on pass by with their dy. So every sum stays in the registers of one thread and nothing has to be
/// added atomically, for the price of computing p and dp twice: seven products instead of five.
/// </summary>
internal readonly struct AttentionBackward2Keys<TBound, TGroup>(
    ArrayView<float> qkv, ArrayView<float> logSumExp, ArrayView<float> dy, ArrayView<float> dots, ArrayView<float> dqkv, AttentionSizes sizes)
    : IGpuKernel
    where TBound : struct, IHeadBound
    where TGroup : struct, IGroup
{
    /// <summary>Queries of a tile.</summary>
    private const int Length = 8;

    /// <inheritdoc/>
    public static int GroupSize => FlashTile<TBound, TGroup>.Threads;

    /// <inheritdoc/>
    public void Run()
    {
        var queries = SharedMemory.Allocate<Channels4>(Length * FlashTile<TBound, TGroup>.RowLoads);
        var outputs = SharedMemory.Allocate<Channels4>(Length * FlashTile<TBound, TGroup>.RowLoads);
        var scores = SharedMemory.Allocate<float>(Length * FlashTile<TBound, TGroup>.Threads);
        var products = SharedMemory.Allocate<float>(Length * FlashTile<TBound, TGroup>.Threads);

        // The first keys are seen by most queries: the longest work comes first.
        int blocks = FlashTile<TBound, TGroup>.Blocks(sizes.T);
        int head = Grid.IdxX / blocks, firstKey = Grid.IdxX % blocks * FlashTile<TBound, TGroup>.Positions;
        int j = firstKey + FlashTile<TBound, TGroup>.Position, channel = FlashTile<TBound, TGroup>.Part * Channels16.Size;
        int channels = j < sizes.T ? sizes.HeadSize - channel : 0;
        int key = sizes.Key(head) + (j * sizes.PackedStride) + channel, value = sizes.Value(head) + (j * sizes.PackedStride) + channel;
        int query = sizes.Query(head), output = sizes.Row(head);

        var k = Channels16.Load(qkv, key, channels).Scaled(sizes.Scale);
        var v = Channels16.Load(qkv, value, channels);
        var dk = default(Channels16);
        var dv = default(Channels16);
        for (int first = firstKey; first < sizes.T; first += Length)
        {
            FlashTile<TBound, TGroup>.Load(qkv, query + (first * sizes.PackedStride), sizes.PackedStride, sizes.T - first, sizes.HeadSize, queries, Length);
            FlashTile<TBound, TGroup>.Load(dy, output + (first * sizes.RowStride), sizes.RowStride, sizes.T - first, sizes.HeadSize, outputs, Length);
            Group.Barrier();
            for (int row = 0; row < Length; row++)
            {
                scores[(row * FlashTile<TBound, TGroup>.Threads) + Group.IdxX] = k.Dot(FlashTile<TBound, TGroup>.Row(queries, row));
                products[(row * FlashTile<TBound, TGroup>.Threads) + Group.IdxX] = v.Dot(FlashTile<TBound, TGroup>.Row(outputs, row));
            }

            Group.Barrier();
            int end = FlashTile<TBound, TGroup>.Seen(sizes.T - 1, first, Length);
            for (int row = IntrinsicMath.Max(0, j - first); row < end; row++) // the queries that see the key
            {
                int i = first + row, place = (head * sizes.T) + i;
                float p = MathF.Exp(FlashTile<TBound, TGroup>.Total(scores, row) - logSumExp[place]);
                float keep = sizes.Keep(head, i, j);
                float ds = p * ((keep * FlashTile<TBound, TGroup>.Total(products, row)) - dots[place]);
                dk = dk.PlusScaled(FlashTile<TBound, TGroup>.Row(queries, row), ds);
                dv = dv.PlusScaled(FlashTile<TBound, TGroup>.Row(outputs, row), keep * p);
            }

            Group.Barrier();
        }

        dk.Scaled(sizes.Scale).Store(dqkv, key, channels);
        dv.Store(dqkv, value, channels);
    }
}
