namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void LayerNormForward(Buffer x, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void LayerNormBackward( Buffer x, Buffer gamma, Buffer mean, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, Buffer? dbeta, int rows, int columns) => throw new NotImplementedException();
}
