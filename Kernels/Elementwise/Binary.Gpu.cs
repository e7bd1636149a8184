namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Binary<TOp>(TOp op, Buffer a, Buffer b, Buffer y, BinaryShape shape)
        where TOp : struct, IBinary
        => throw new NotImplementedException();

    /// <inheritdoc/>
    public void BinaryBackward<TOp>(TOp op, Buffer a, Buffer b, Buffer dy, Buffer? da, Buffer? db, BinaryShape shape)
        where TOp : struct, IBinary
        => throw new NotImplementedException();
}
