namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void CrossEntropyForward(Buffer logits, Buffer targets, Buffer losses, Buffer logSumExp, int rows, int columns, int ignoreIndex)
    {
        IndexCheck.Targets(targets.I32, columns, ignoreIndex);
        var rightColumns = targets.I32;
        var ls = losses.F64;
        var lse = logSumExp.F64;
        for (int r = 0; r < rows; r++)
        {
            var xs = Row(logits, r, columns);
            double max = Largest(xs);
            lse[r] = max + Math.Log(SumOfExp(xs, max));
            ls[r] = rightColumns[r] == ignoreIndex ? 0 : lse[r] - xs[rightColumns[r]];
        }
    }

    /// <inheritdoc/>
    public void CrossEntropyBackward(
        Buffer logits, Buffer targets, Buffer logSumExp, Buffer dlosses, Buffer dlogits, int rows, int columns, int ignoreIndex)
    {
        IndexCheck.Targets(targets.I32, columns, ignoreIndex);
        var rightColumns = targets.I32;
        var lse = logSumExp.F64;
        var dls = dlosses.F64;
        for (int r = 0; r < rows; r++)
        {
            var xs = Row(logits, r, columns);
            var dxs = Row(dlogits, r, columns);
            for (int c = 0; c < columns; c++)
            {
                double oneHot = c == rightColumns[r] ? 1 : 0;
                dxs[c] = rightColumns[r] == ignoreIndex ? 0 : (Math.Exp(xs[c] - lse[r]) - oneHot) * dls[r];
            }
        }
    }

    /// <inheritdoc/>
    public void CountTargets(Buffer targets, Buffer count, int ignoreIndex) => count.F64[0] = targets.Length - targets.I32.Count(ignoreIndex);
}
