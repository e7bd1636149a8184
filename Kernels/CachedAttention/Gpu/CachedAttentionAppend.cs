using ILGPU;

namespace Kernels;

/// <summary>Puts the new keys and values into the cache: one thread a channel of both.</summary>
internal readonly struct CachedAttentionAppend<TGroup>(
    ArrayView<float> qkv, ArrayView<float> keys, ArrayView<float> values, CachedAttentionSizes sizes) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int element = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (element >= sizes.NewNumbers)
        {
            return;
        }

        int channels = sizes.KeyValueHeads * sizes.HeadSize;
        int row = element / channels, channel = element % channels, c = channel % sizes.HeadSize;
        int key = sizes.Packed(row) + (sizes.Heads * sizes.HeadSize) + channel, position = sizes.Past + (row % sizes.T);
        int cache = ((row / sizes.T * sizes.KeyValueHeads) + (channel / sizes.HeadSize)) * sizes.HeadSize * sizes.Capacity;
        keys[cache + (c * sizes.Capacity) + position] = qkv[key] * sizes.Scale;
        values[cache + (position * sizes.HeadSize) + c] = qkv[key + channels];
    }
}
