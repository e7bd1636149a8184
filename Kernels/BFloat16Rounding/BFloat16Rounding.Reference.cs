namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void RoundToBFloat16(Buffer x, Buffer y)
    {
        var xs = x.F64;
        var ys = y.F64;
        for (int i = 0; i < ys.Length; i++)
        {
            ys[i] = BFloat16.Round((float)xs[i]);
        }
    }

    /// <inheritdoc/>
    public void WidenBFloat16(Buffer x, Buffer y) => x.F64.CopyTo(y.F64);
}
