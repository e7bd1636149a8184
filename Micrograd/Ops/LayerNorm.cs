namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static IEnumerable<OpCase> LayerNormCases
    {
        get
        {
            yield return new OpCase("layer norm", [[[3, 4], [4], [4]], [[2, 3, 33], [33], [33]]], t => LayerNorm(t[0], t[1], t[2]))
            {
                Large = [[4096, 768], [768], [768]],
                Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
            };
            yield return new OpCase("layer norm without beta", [[[3, 4], [4]], [[37, 5], [5]]], t => LayerNorm(t[0], t[1], null));
        }
    }

    /// <summary>
    /// Layer normalisation (Ba, Kiros, Hinton 2016) over the last axis: y = (x - mean)·rstd·gamma + beta, with the
    /// biased variance; the gradients' formulas stand at the kernel.
    /// </summary>
    /// <param name="x">(..., C).</param>
    /// <param name="gamma">(C).</param>
    /// <param name="beta">(C), or null.</param>
    /// <param name="eps">Added to the variance.</param>
    public static Tensor LayerNorm(Tensor x, Tensor gamma, Tensor? beta, double eps = 1e-5)
    {
        var (rows, columns) = RowsOf("LayerNorm", x);
        RequireVector("LayerNorm", "gamma", gamma, columns);
        RequireVector("LayerNorm", "beta", beta, columns);
        (x, gamma, beta) = (x.Contiguous(), gamma.Contiguous(), beta?.Contiguous());
        var y = x.NewLike(x.shape);
        var mean = x.NewLike([rows]);
        var rstd = x.NewLike([rows]);
        x.Kernels.LayerNormForward(x.Buffer, gamma.Buffer, beta?.Buffer, y.Buffer, mean.Buffer, rstd.Buffer, rows, columns, eps);
        return Tensor.IsRecording ? Recorded(y, x, gamma, beta, mean, rstd, rows, columns) : y.Unrecorded("layer norm");

        static Tensor Recorded(Tensor y, Tensor x, Tensor gamma, Tensor? beta, Tensor mean, Tensor rstd, int rows, int columns) => y.Record("layer norm", beta is null ? [x, gamma] : [x, gamma, beta], dy =>
        {
            var dx = x.NewLike(x.shape);
            var dgamma = gamma.NewLike(gamma.shape);
            var dbeta = beta?.NewLike(beta.shape);
            x.Kernels.LayerNormBackward(
                x.Buffer, gamma.Buffer, mean.Buffer, rstd.Buffer, dy.Buffer, dx.Buffer, dgamma.Buffer, dbeta?.Buffer, rows, columns);
            mean.Free();
            rstd.Free();
            x.AddGrad(dx);
            gamma.AddGrad(dgamma);
            if (dbeta is not null)
            {
                beta!.AddGrad(dbeta);
            }
        });
    }
}
