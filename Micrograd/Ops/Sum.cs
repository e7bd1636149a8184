namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static IEnumerable<OpCase> SumCases
    {
        get
        {
            yield return new OpCase("sum", ReductionTrials, t => t[0].Sum()) { Large = [[4096, 1024]], Bytes = shapes => 4.0 * Shapes.Count(shapes[0]) };
            yield return new OpCase("sum over the first axis", ReductionTrials, t => t[0].Sum([0]));
            yield return new OpCase("sum over the last axis", ReductionTrials, t => t[0].Sum([-1], keepDim: true));
            yield return new OpCase("sum over axes apart", ReductionTrials, t => t[0].Sum([0, 2]));
            yield return new OpCase("mean", ReductionTrials, t => t[0].Mean());
            yield return new OpCase("mean over an axis", ReductionTrials, t => t[0].Mean([1], keepDim: true));
        }
    }

    /// <summary>The sum of all elements, a single number.</summary>
    public Tensor Sum() => Sum(AllAxes());

    /// <summary>The sum over axes; every summand's gradient is that of its sum.</summary>
    /// <param name="axes">The axes that go away; negative ones count from the end.</param>
    /// <param name="keepDim">Leaves them as size 1, so that the result broadcasts back.</param>
    public Tensor Sum(int[] axes, bool keepDim = false) => ScaledSum("sum", axes, keepDim, mean: false);

    /// <summary>The mean of all elements, a single number.</summary>
    public Tensor Mean() => Mean(AllAxes());

    /// <summary>The mean over axes; every element's gradient is the mean's, divided by their number.</summary>
    public Tensor Mean(int[] axes, bool keepDim = false) => ScaledSum("mean", axes, keepDim, mean: true);

    private Tensor ScaledSum(string name, int[] axes, bool keepDim, bool mean)
    {
        var (x, outer, n, inner, result) = Folded(name, axes, keepDim);
        double scale = mean ? 1.0 / n : 1;
        var y = NewLike(result);
        Kernels.SumForward(x.Buffer, y.Buffer, outer, n, inner, scale);
        return y.Record(name, [x], dy =>
        {
            var dx = x.NewLike(x.shape);
            Kernels.SumBackward(dy.Buffer, dx.Buffer, outer, n, inner, scale);
            x.AddGrad(dx);
        }, inner);
    }
}
