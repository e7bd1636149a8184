namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void CachedAttention(Buffer qkv, Buffer keys, Buffer values, Buffer y, CachedAttentionShape shape)
    {
        var sizes = new CachedAttentionSizes(shape);
        Launch(new CachedAttentionAppend<TGroup>(qkv.Floats(), keys.Floats(), values.Floats(), sizes), GroupsFor(sizes.NewNumbers));
        Launch(new CachedAttention<TGroup>(qkv.Floats(), keys.Floats(), values.Floats(), y.Floats(), sizes), shape.B * shape.T * shape.Heads);
    }
}
