namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void AttentionForward(Buffer qkv, Buffer y, Buffer logSumExp, AttentionShape shape) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void AttentionBackward(Buffer qkv, Buffer y, Buffer logSumExp, Buffer dy, Buffer dqkv, AttentionShape shape) => throw new NotImplementedException();
}
