namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static IEnumerable<OpCase> BatchNormCases =>
        from correction in new[] { 0, 1 }
        select new OpCase(
            correction == 0 ? "batch norm" : "batch norm, unbiased",
            [[[4, 3], [3], [3]], [[37, 5], [5], [5]], [[2, 4, 3], [3], [3]]],
            t => BatchNorm(t[0], t[1], t[2], 1e-5, correction).Y)
        {
            Large = correction == 0 ? [[4096, 768], [768], [768]] : null,
            Bytes = shapes => 12.0 * Shapes.Count(shapes[0]),
        };

    /// <summary>
    /// Batch normalisation (Ioffe and Szegedy 2015) with this batch's statistics, over all axes but the last:
    /// y = (x - mean) / √(variance + eps)·gamma + beta.
    /// </summary>
    /// <param name="x">(..., C).</param>
    /// <param name="gamma">(C).</param>
    /// <param name="beta">(C).</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="correction">0: biased variance, as PyTorch normalises; 1: unbiased, as the lecture does.</param>
    /// <returns>y, and the batch's mean and variance, both (C), for the running statistics; no gradient flows through these.</returns>
    public static (Tensor Y, Tensor Mean, Tensor Variance) BatchNorm(Tensor x, Tensor gamma, Tensor beta, double eps, int correction)
    {
        var (rows, columns) = RowsOf("BatchNorm", x);
        RequireVector("BatchNorm", "gamma", gamma, columns);
        RequireVector("BatchNorm", "beta", beta, columns);
        if (rows <= correction)
        {
            throw new ShapeException($"BatchNorm: a batch of {rows} has no variance with a correction of {correction}; give more rows, or use the running statistics.");
        }

        (x, gamma, beta) = (x.ToFloat().Contiguous(), gamma.ToFloat().Contiguous(), beta.ToFloat().Contiguous());
        var y = x.NewLike(x.shape);
        var mean = x.NewLike([columns]);
        var variance = x.NewLike([columns]);
        x.Kernels.BatchNormForward(x.Buffer, gamma.Buffer, beta.Buffer, y.Buffer, mean.Buffer, variance.Buffer, rows, columns, eps, correction);
        y.Record("batch norm", [x, gamma, beta], dy =>
        {
            var dx = x.NewLike(x.shape);
            var dgamma = gamma.NewLike(gamma.shape);
            var dbeta = beta.NewLike(beta.shape);
            x.Kernels.BatchNormBackward(
                x.Buffer, gamma.Buffer, mean.Buffer, variance.Buffer, dy.Buffer, dx.Buffer, dgamma.Buffer, dbeta.Buffer, rows, columns, eps, correction);
            x.AddGrad(dx);
            gamma.AddGrad(dgamma);
            beta.AddGrad(dbeta);
        });
        return (y, mean, variance);
    }
}
