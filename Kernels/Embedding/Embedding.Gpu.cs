namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void EmbeddingForward(Buffer table, Buffer indices, Buffer y, int rows, int columns) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void EmbeddingBackward(Buffer dy, Buffer indices, Buffer dtable, int rows, int columns) => throw new NotImplementedException();
}
