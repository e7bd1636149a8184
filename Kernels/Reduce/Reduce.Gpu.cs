namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void SumForward(Buffer x, Buffer y, int outer, int n, int inner, double scale) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void SumBackward(Buffer dy, Buffer dx, int outer, int n, int inner, double scale) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void MaxForward(Buffer x, Buffer y, Buffer argmax, int outer, int n, int inner) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void MaxBackward(Buffer dy, Buffer argmax, Buffer dx, int outer, int n, int inner) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void VarianceForward(Buffer x, Buffer y, Buffer mean, int outer, int n, int inner, int correction) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void VarianceBackward(Buffer x, Buffer mean, Buffer dy, Buffer dx, int outer, int n, int inner, int correction) => throw new NotImplementedException();
}
