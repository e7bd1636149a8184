namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void RmsNormForward(Buffer x, Buffer gamma, Buffer y, Buffer rstd, int rows, int columns, double eps)
    {
        if (y.Type == DType.BF16)
        {
            RmsNormForward(BFloat16sOf(y));
        }
        else
        {
            RmsNormForward(FloatsOf(y));
        }

        void RmsNormForward<TY>(TY numbers)
            where TY : struct, INumbers
            => Launch(new RmsNormForward<TY, TGroup>(x.Floats(), gamma.Floats(), numbers, rstd.Floats(), columns, (float)eps), rows);
    }

    /// <inheritdoc/>
    public void RmsNormBackward(Buffer x, Buffer gamma, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, int rows, int columns)
    {
        if (dy.Type == DType.BF16)
        {
            RmsNormBackward(BFloat16sOf(dy));
        }
        else
        {
            RmsNormBackward(FloatsOf(dy));
        }

        void RmsNormBackward<TDy>(TDy upstream)
            where TDy : struct, INumbers
        {
            Launch(new RmsNormBackward<TDy, TGroup>(x.Floats(), gamma.Floats(), rstd.Floats(), upstream, dx.Floats(), columns), rows);
            Launch(new RmsNormGain<TDy, TGroup>(x.Floats(), rstd.Floats(), upstream, dgamma.Floats(), rows, columns), ColumnTile<TGroup>.Tiles(columns));
        }
    }
}
