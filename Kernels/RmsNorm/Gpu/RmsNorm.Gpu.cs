namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void RmsNormForward(Buffer x, Buffer gamma, Buffer y, Buffer rstd, int rows, int columns, double eps) =>
        Launch(new RmsNormForward<TGroup>(x.Floats(), gamma.Floats(), y.Floats(), rstd.Floats(), columns, (float)eps), rows);

    /// <inheritdoc/>
    public void RmsNormBackward(Buffer x, Buffer gamma, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, int rows, int columns)
    {
        Launch(new RmsNormBackward<TGroup>(x.Floats(), gamma.Floats(), rstd.Floats(), dy.Floats(), dx.Floats(), columns), rows);
        Launch(
            new RmsNormGain<TGroup>(x.Floats(), rstd.Floats(), dy.Floats(), dgamma.Floats(), rows, columns),
            ColumnTile<TGroup>.Tiles(columns));
    }
}
