namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static IEnumerable<OpCase> VarianceCases
    {
        get
        {
            int[][][] trials = [[[2, 3, 4]], [[5, 2, 3]], [[4, 130, 2]]];
            yield return new OpCase("variance", trials, t => t[0].Variance([1]));
            yield return new OpCase("biased variance", trials, t => t[0].Variance([0, 1], correction: 0, keepDim: true));
            yield return new OpCase("standard deviation", trials, t => t[0].Std([1]));
        }
    }

    /// <summary>Σ (x - mean)² / (n - correction) over axes; dx = 2 (x - mean) / (n - correction)·dy.</summary>
    /// <param name="axes">The axes that go away.</param>
    /// <param name="correction">1: unbiased, as PyTorch's default; 0: biased.</param>
    /// <param name="keepDim">Leaves them as size 1.</param>
    /// <exception cref="ShapeException">Too few elements.</exception>
    public Tensor Variance(int[] axes, int correction = 1, bool keepDim = false)
    {
        var (x, outer, n, inner, result) = ToFloat().Folded("variance", axes, keepDim);
        if (n <= correction)
        {
            throw new ShapeException($"Variance: {n} elements with a correction of {correction} have none; use correction 0, or more elements.");
        }

        var y = NewLike(result);
        var mean = NewLike(result);
        Kernels.VarianceForward(x.Buffer, y.Buffer, mean.Buffer, outer, n, inner, correction);
        return y.Record("variance", [x], dy =>
        {
            var dx = x.NewLike(x.shape);
            Kernels.VarianceBackward(x.Buffer, mean.Buffer, dy.Buffer, dx.Buffer, outer, n, inner, correction);
            mean.Free();
            x.AddGrad(dx);
        });
    }

    /// <summary>The square root of the variance.</summary>
    public Tensor Std(int[] axes, int correction = 1, bool keepDim = false) => Variance(axes, correction, keepDim).Sqrt();
}
