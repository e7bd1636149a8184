namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void SoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void LogSoftmaxForward(Buffer x, Buffer y, int rows, int columns) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void LogSoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns) => throw new NotImplementedException();
}
