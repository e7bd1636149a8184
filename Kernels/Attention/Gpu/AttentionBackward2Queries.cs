using ILGPU;

namespace Kernels;

/// <summary>
/// dq without the (T, T) matrices: p and ds are computed again from q, k and logSumExp (Dao et al. 2022, appendix B). A group owns some queries and
/// lets keys and values up to the diagonal pass by in tiles, as in <see cref="Attention2Flash{TBound, TGroup}"/>, with two dot
/// products for each pair.
/// </summary>
internal readonly struct AttentionBackward2Queries<TBound, TGroup>(
    ArrayView<float> qkv, ArrayView<float> logSumExp, ArrayView<float> dy, ArrayView<float> dots, ArrayView<float> dqkv, AttentionSizes sizes)
    : IGpuKernel
    where TBound : struct, IHeadBound
    where TGroup : struct, IGroup
{
    /// <summary>Keys of a tile.</summary>
    private const int Length = 8;

    /// <inheritdoc/>
    public static int GroupSize => FlashTile<TBound, TGroup>.Threads;

    /// <inheritdoc/>
    public void Run()
    {
        var keys = SharedMemory.Allocate<Channels4>(Length * FlashTile<TBound, TGroup>.RowLoads);
        var values = SharedMemory.Allocate<Channels4>(Length * FlashTile<TBound, TGroup>.RowLoads);
        var scores = SharedMemory.Allocate<float>(Length * FlashTile<TBound, TGroup>.Threads);
        var products = SharedMemory.Allocate<float>(Length * FlashTile<TBound, TGroup>.Threads);

        // The last queries see most keys: the longest work comes first.
        int blocks = FlashTile<TBound, TGroup>.Blocks(sizes.T);
        int head = Grid.IdxX / blocks, firstQuery = (blocks - 1 - (Grid.IdxX % blocks)) * FlashTile<TBound, TGroup>.Positions;
        int i = firstQuery + FlashTile<TBound, TGroup>.Position, channel = FlashTile<TBound, TGroup>.Part * Channels16.Size;
        int channels = i < sizes.T ? sizes.HeadSize - channel : 0;
        int query = sizes.Query(head) + (i * sizes.PackedStride) + channel;
        int key = sizes.Key(head), value = sizes.Value(head);

        var q = Channels16.Load(qkv, query, channels).Scaled(sizes.Scale);
        var dyi = Channels16.Load(dy, sizes.Row(head) + (i * sizes.RowStride) + channel, channels);
        float log = i < sizes.T ? logSumExp[(head * sizes.T) + i] : 0, dot = i < sizes.T ? dots[(head * sizes.T) + i] : 0;
        var dq = default(Channels16);
        int end = IntrinsicMath.Min(sizes.T, firstQuery + FlashTile<TBound, TGroup>.Positions);
        for (int first = 0; first < end; first += Length)
        {
            FlashTile<TBound, TGroup>.Load(qkv, key + (first * sizes.PackedStride), sizes.PackedStride, sizes.T - first, sizes.HeadSize, keys, Length);
            FlashTile<TBound, TGroup>.Load(qkv, value + (first * sizes.PackedStride), sizes.PackedStride, sizes.T - first, sizes.HeadSize, values, Length);
            Group.Barrier();
            for (int j = 0; j < Length; j++)
            {
                scores[(j * FlashTile<TBound, TGroup>.Threads) + Group.IdxX] = q.Dot(FlashTile<TBound, TGroup>.Row(keys, j));
                products[(j * FlashTile<TBound, TGroup>.Threads) + Group.IdxX] = dyi.Dot(FlashTile<TBound, TGroup>.Row(values, j));
            }

            Group.Barrier();
            int seen = FlashTile<TBound, TGroup>.Seen(i, first, Length);
            for (int j = 0; j < seen; j++)
            {
                float p = MathF.Exp(FlashTile<TBound, TGroup>.Total(scores, j) - log);
                float ds = p * ((sizes.Keep(head, i, first + j) * FlashTile<TBound, TGroup>.Total(products, j)) - dot);
                dq = dq.PlusScaled(FlashTile<TBound, TGroup>.Row(keys, j), ds);
            }

            Group.Barrier();
        }

        dq.Scaled(sizes.Scale).Store(dqkv, query, channels);
    }
}
