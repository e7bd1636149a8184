namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static IEnumerable<OpCase> MaxCases
    {
        get
        {
            yield return new OpCase("max over the last axis", [.. ReductionTrials, [[2, 300]]], t => t[0].Max(-1).Values) { HasKinks = true, Terms = _ => 1 };
            yield return new OpCase("max over an inner axis", ReductionTrials, t => t[0].Max(1, keepDim: true).Values) { HasKinks = true, Terms = _ => 1 };
        }
    }

    /// <summary>The largest element along an axis, and where it first stands (I32); the gradient goes to that element alone.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="keepDim">Leaves it as size 1.</param>
    public (Tensor Values, Tensor Indices) Max(int axis, bool keepDim = false)
    {
        var (x, outer, n, inner, result) = ToFloat().Folded("max", [axis], keepDim);
        if (n == 0)
        {
            throw new ShapeException($"Max: axis {axis} of {Shapes.Format(shape)} has no elements.");
        }

        var y = NewLike(result);
        var indices = Empty(Device, DType.I32, result);
        Kernels.MaxForward(x.Buffer, y.Buffer, indices.Buffer, outer, n, inner);
        y.Record("max", [x], dy =>
        {
            var dx = x.NewLike(x.shape);
            Kernels.MaxBackward(dy.Buffer, indices.Buffer, dx.Buffer, outer, n, inner);
            x.AddGrad(dx);
        }, inner);
        return (y, indices);
    }

    /// <summary>Where the largest element along an axis first stands, as I32.</summary>
    public Tensor ArgMax(int axis)
    {
        using var _ = NoGrad();
        return Max(axis).Indices;
    }
}
