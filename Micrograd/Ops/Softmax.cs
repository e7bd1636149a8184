namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static IEnumerable<OpCase> SoftmaxCases
    {
        get
        {
            int[][][] trials = [[[3, 4]], [[1]], [[2, 3, 33]], [[5, 1]]];
            yield return new OpCase("softmax", trials, t => t[0].Softmax(-1))
            {
                Terms = shapes => shapes[0][^1],
                Large = [[4096, 1024]],
                Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
            };
            yield return new OpCase("softmax over the first axis", trials, t => t[0].Softmax(0));
            yield return new OpCase("log softmax", trials, t => t[0].LogSoftmax(-1)) { Terms = shapes => shapes[0][^1] };
        }
    }

    /// <summary>exp(x) / Σ exp(x) along an axis, safe from overflow; dx = y (dy - Σ dy·y).</summary>
    public Tensor Softmax(int axis = -1)
    {
        int at = Shapes.Axis("Softmax", axis, Rank);
        if (at != Rank - 1)
        {
            return Transpose(at, -1).Softmax().Transpose(at, -1);
        }

        var x = ToFloat().Contiguous();
        int columns = shape[^1], rows = Count / Math.Max(1, columns);
        var y = NewLike(shape);
        Kernels.SoftmaxForward(x.Buffer, y.Buffer, rows, columns);
        return y.Record("softmax", [x], dy =>
        {
            var dx = NewLike(shape);
            Kernels.SoftmaxBackward(y.Buffer, dy.Buffer, dx.Buffer, rows, columns);
            x.AddGrad(dx);
        });
    }

    /// <summary>x - log Σ exp(x) along an axis; dx = dy - exp(y) Σ dy.</summary>
    public Tensor LogSoftmax(int axis = -1)
    {
        int at = Shapes.Axis("LogSoftmax", axis, Rank);
        if (at != Rank - 1)
        {
            return Transpose(at, -1).LogSoftmax().Transpose(at, -1);
        }

        var x = ToFloat().Contiguous();
        int columns = shape[^1], rows = Count / Math.Max(1, columns);
        var y = NewLike(shape);
        Kernels.LogSoftmaxForward(x.Buffer, y.Buffer, rows, columns);
        return y.Record("log softmax", [x], dy =>
        {
            var dx = NewLike(shape);
            Kernels.LogSoftmaxBackward(y.Buffer, dy.Buffer, dx.Buffer, rows, columns);
            x.AddGrad(dx);
        });
    }
}
