namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void BatchNormForward( Buffer x, Buffer gamma, Buffer beta, Buffer y, Buffer mean, Buffer variance, int rows, int columns, double eps, int correction) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void BatchNormBackward( Buffer x, Buffer gamma, Buffer mean, Buffer variance, Buffer dy, Buffer dx, Buffer dgamma, Buffer dbeta, int rows, int columns, double eps, int correction) => throw new NotImplementedException();
}
