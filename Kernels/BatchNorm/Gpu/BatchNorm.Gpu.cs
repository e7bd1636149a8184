namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void BatchNormForward(
        Buffer x, Buffer gamma, Buffer beta, Buffer y, Buffer mean, Buffer variance, int rows, int columns, double eps, int correction) =>
        Launch(
            new BatchNormForward<TGroup>(
                x.Floats(), gamma.Floats(), beta.Floats(), y.Floats(), mean.Floats(), variance.Floats(), rows, columns, (float)eps, correction),
            ColumnTile<TGroup>.Tiles(columns));

    /// <inheritdoc/>
    public void BatchNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer variance, Buffer dy, Buffer dx, Buffer dgamma, Buffer dbeta, int rows, int columns, double eps, int correction) =>
        Launch(
            new BatchNormBackward<TGroup>(
                x.Floats(), gamma.Floats(), mean.Floats(), variance.Floats(), dy.Floats(), dx.Floats(), dgamma.Floats(), dbeta.Floats(), rows, columns, (float)eps, correction),
            ColumnTile<TGroup>.Tiles(columns));
}
