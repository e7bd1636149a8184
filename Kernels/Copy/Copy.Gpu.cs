namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Fill(Buffer x, double value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Copy(Buffer x, Buffer y) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Gather(Buffer x, StridedView view, Buffer y) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Scatter(Buffer x, Buffer y, StridedView view, bool accumulate) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void AddInto(Buffer x, Buffer y) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void MaskedFill(Buffer x, Buffer mask, Buffer y, double value) => throw new NotImplementedException();
}
