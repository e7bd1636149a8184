namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Dropout(Buffer x, Buffer y, float p, uint seed) => throw new NotImplementedException();
}
