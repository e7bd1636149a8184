namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void MatMul(Buffer a, Buffer b, Buffer? bias, Buffer c, MatMulShape shape, bool accumulate = false) => throw new NotImplementedException();
}
