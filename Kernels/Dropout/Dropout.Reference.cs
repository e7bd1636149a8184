namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void Dropout(Buffer x, Buffer y, float p, uint seed)
    {
        var xs = x.F64;
        var ys = y.F64;
        uint threshold = CounterRandom.Threshold(p);
        for (int i = 0; i < ys.Length; i++)
        {
            ys[i] = CounterRandom.Keeps(seed, (uint)i, threshold) ? xs[i] / (1 - (double)p) : 0;
        }
    }
}
