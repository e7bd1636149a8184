using ILGPU;

namespace Kernels;

/// <summary>
/// One group a query and head. It goes through the keys a group's size at a time, one score a thread (neighbours read neighbouring
/// positions of the transposed keys), with the softmax online; then a thread has a channel of the result, and neighbours read
/// neighbouring values.
/// </summary>
internal readonly struct CachedAttention<TGroup>(
    ArrayView<float> qkv, ArrayView<float> keys, ArrayView<float> values, ArrayView<float> y, CachedAttentionSizes sizes) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        var weights = SharedMemory.Allocate<float>(TGroup.Size);
        int row = Grid.IdxX / sizes.Heads, head = Grid.IdxX % sizes.Heads, thread = Group.IdxX;
        int query = sizes.Packed(row) + (head * sizes.HeadSize), cache = sizes.Cache(row, head), output = Grid.IdxX * sizes.HeadSize;
        int count = sizes.Past + (row % sizes.T) + 1;
        float largest = float.NegativeInfinity;
        float sum = 0;
        for (int first = 0; first < count; first += TGroup.Size)
        {
            int j = first + thread, inTile = count - first < TGroup.Size ? count - first : TGroup.Size;
            float score = 0;
            for (int c = 0; c < sizes.HeadSize && j < count; c++)
            {
                score += qkv[query + c] * keys[cache + (c * sizes.Capacity) + j];
            }

            float old = largest;
            float most = GroupReduce<TGroup>.Largest(j < count ? score : float.NegativeInfinity);
            largest = most > old ? most : old;
            float weight = j < count ? MathF.Exp(score - largest) : 0f;
            weights[thread] = weight;
            float shrink = first > 0 ? MathF.Exp(old - largest) : 0f;
            sum = (sum * shrink) + GroupReduce<TGroup>.Sum(weight); // whose barriers also let everyone see the weights
            bool last = first + inTile == count;
            for (int c = thread; c < sizes.HeadSize; c += TGroup.Size)
            {
                float total = first > 0 ? y[output + c] * shrink : 0f;
                for (int i = 0; i < inTile; i++)
                {
                    total += weights[i] * values[cache + ((first + i) * sizes.HeadSize) + c];
                }

                y[output + c] = last ? total / sum : total;
            }
        }
    }
}
