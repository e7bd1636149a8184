namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static OpCase RmsNormRoundedCase => new("RMS norm in mixed precision", [[[3, 4], [4]], [[2, 3, 33], [33]]], t => MixedPrecision.Try(() => RmsNorm(t[0], t[1])))
    {
        Roundings = 2,
    };

    [Catalogue]
    private static OpCase RmsNormCase => new("RMS norm", [[[3, 4], [4]], [[2, 3, 33], [33]], [[37, 5], [5]], [[1, 1], [1]]], t => RmsNorm(t[0], t[1]))
    {
        Large = [[4096, 768], [768]],
        Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>
    /// RMS normalisation (Zhang and Sennrich 2019) over the last axis: y = x·gamma / √(mean(x²) + eps); the gradients' formulas
    /// stand at the kernel. In <see cref="MixedPrecision"/> y is bf16.
    /// </summary>
    /// <param name="x">(..., C).</param>
    /// <param name="gamma">(C).</param>
    /// <param name="eps">Added to the mean square.</param>
    /// <exception cref="ShapeException">gamma does not have the size of the last axis.</exception>
    public static Tensor RmsNorm(Tensor x, Tensor gamma, double eps = 1e-5)
    {
        var (rows, columns) = RowsOf("RmsNorm", x);
        RequireVector("RmsNorm", "gamma", gamma, columns);
        (x, gamma) = (x.ToFloat().Contiguous(), gamma.ToFloat().Contiguous());
        var y = Tensor.Empty(x.Device, MixedPrecision.ResultType(x.Device), x.shape);
        var rstd = x.NewLike([rows]);
        x.Kernels.RmsNormForward(x.Buffer, gamma.Buffer, y.Buffer, rstd.Buffer, rows, columns, eps);
        return Tensor.IsRecording ? Recorded(y, x, gamma, rstd, rows, columns) : y.Unrecorded("RMS norm");

        static Tensor Recorded(Tensor y, Tensor x, Tensor gamma, Tensor rstd, int rows, int columns) => y.Record("RMS norm", [x, gamma], dy =>
        {
            var dx = x.NewLike(x.shape);
            var dgamma = gamma.NewLike(gamma.shape);
            x.Kernels.RmsNormBackward(x.Buffer, gamma.Buffer, rstd.Buffer, dy.Buffer, dx.Buffer, dgamma.Buffer, rows, columns);
            rstd.Free();
            x.AddGrad(dx);
            gamma.AddGrad(dgamma);
        });
    }
}
