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
            yield return new OpCase("layer norm in mixed precision", [[[3, 4], [4], [4]], [[2, 3, 32], [32], [32]]], t => MixedPrecision.Try(() => LayerNorm(t[0], t[1], t[2])))
            {
                Roundings = 2,
            };
            static Tensor Both((Tensor Sum, Tensor Y) result) => result.Sum + (result.Y * result.Sum);
            int[][][] sums = [[[3, 4], [3, 4], [4], [4]], [[2, 3, 32], [2, 3, 32], [32], [32]]];
            yield return new OpCase("add and layer norm", sums, t => Both(AddLayerNorm(t[0], t[1], t[2], t[3])));
            yield return new OpCase("add and layer norm in mixed precision", sums, t => MixedPrecision.Try(() => Both(AddLayerNorm(t[0], t[1].ToBFloat16(), t[2], t[3]))))
            {
                Roundings = 4,
            };
        }
    }

    /// <summary>
    /// Layer normalisation (Ba, Kiros, Hinton 2016) over the last axis: y = (x - mean)·rstd·gamma + beta, with the
    /// biased variance; the gradients' formulas stand at the kernel. In <see cref="MixedPrecision"/> y is bf16.
    /// </summary>
    /// <param name="x">(..., C).</param>
    /// <param name="gamma">(C).</param>
    /// <param name="beta">(C), or null.</param>
    /// <param name="eps">Added to the variance.</param>
    public static Tensor LayerNorm(Tensor x, Tensor gamma, Tensor? beta, double eps = 1e-5)
    {
        var (rows, columns) = RowsOfLayerNorm(x, gamma, beta);
        (x, gamma, beta) = (x.ToFloat().Contiguous(), gamma.ToFloat().Contiguous(), beta?.ToFloat().Contiguous());
        var y = Tensor.Empty(x.Device, MixedPrecision.ResultType(x.Device), x.shape);
        var mean = x.NewLike([rows]);
        var rstd = x.NewLike([rows]);
        x.Kernels.LayerNormForward(x.Buffer, gamma.Buffer, beta?.Buffer, y.Buffer, mean.Buffer, rstd.Buffer, rows, columns, eps);
        return Tensor.IsRecording ? RecordedLayerNorm(y, x, gamma, beta, mean, rstd, rows, columns, wantsRounded: false) : y.Unrecorded("layer norm");
    }

    /// <summary>
    /// A residual connection and the norm of what comes after it, in one pass over memory: sum = x + f, y = <see cref="LayerNorm"/>(sum). On the way back the
    /// norm's gradient is added to the one that came past it, again in one pass, and the sum's goes to x and f.
    /// </summary>
    /// <param name="x">(..., C), the residual stream.</param>
    /// <param name="f">(..., C), what a branch adds to it; may be bf16.</param>
    /// <param name="gamma">(C).</param>
    /// <param name="beta">(C), or null.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="ShapeException">The shapes of x and f differ, or the sizes do not fit.</exception>
    public static (Tensor Sum, Tensor Y) AddLayerNorm(Tensor x, Tensor f, Tensor gamma, Tensor? beta, double eps = 1e-5)
    {
        if (!x.Shape.SequenceEqual(f.Shape))
        {
            throw new ShapeException($"AddLayerNorm: shapes {Shapes.Format(x.Shape)} and {Shapes.Format(f.Shape)} differ.");
        }

        var (rows, columns) = RowsOfLayerNorm(x, gamma, beta);
        (x, f, gamma, beta) = (x.ToFloat().Contiguous(), f.Contiguous(), gamma.ToFloat().Contiguous(), beta?.ToFloat().Contiguous());
        var sum = x.NewLike(x.shape);
        var y = Tensor.Empty(x.Device, MixedPrecision.ResultType(x.Device), x.shape);
        var mean = x.NewLike([rows]);
        var rstd = x.NewLike([rows]);
        x.Kernels.AddLayerNormForward(x.Buffer, f.Buffer, sum.Buffer, gamma.Buffer, beta?.Buffer, y.Buffer, mean.Buffer, rstd.Buffer, rows, columns, eps);
        if (!Tensor.IsRecording)
        {
            return (sum.Unrecorded("add"), y.Unrecorded("layer norm"));
        }

        Tensor.RecordedSum(sum, x, f);
        return (sum, RecordedLayerNorm(y, sum, gamma, beta, mean, rstd, rows, columns, wantsRounded: f.IsBFloat16));
    }

    private static (int Rows, int Columns) RowsOfLayerNorm(Tensor x, Tensor gamma, Tensor? beta)
    {
        var (rows, columns) = RowsOf("LayerNorm", x);
        RequireVector("LayerNorm", "gamma", gamma, columns);
        RequireVector("LayerNorm", "beta", beta, columns);
        return (rows, columns);
    }

    private static Tensor RecordedLayerNorm(Tensor y, Tensor x, Tensor gamma, Tensor? beta, Tensor mean, Tensor rstd, int rows, int columns, bool wantsRounded) =>
        y.Record("layer norm", beta is null ? [x, gamma] : [x, gamma, beta], dy =>
        {
            var unwanted = x.RequiresGrad ? null : x.NewLike(x.shape);
            var (dx, accumulate) = unwanted is null ? x.GradTarget() : (unwanted.Buffer, false);
            var rounded = wantsRounded && x.RequiresGrad ? Tensor.Empty(x.Device, DType.BF16, x.shape) : null;
            var dgamma = gamma.NewLike(gamma.shape);
            var dbeta = beta?.NewLike(beta.shape);
            x.Kernels.LayerNormBackward(
                x.Buffer, gamma.Buffer, mean.Buffer, rstd.Buffer, dy.Buffer, dx, dgamma.Buffer, dbeta?.Buffer, rows, columns, accumulate, rounded?.Buffer);
            x.RoundedGrad = rounded;
            mean.Free();
            rstd.Free();
            unwanted?.Free();
            gamma.AddGrad(dgamma);
            if (dbeta is not null)
            {
                beta!.AddGrad(dbeta);
            }
        });
}
