namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase AbsCase => new("abs", [[[3, 4]], [[1]], [[2, 3, 5]], [[2, 0]]], t => t[0].Abs())
    {
        Terms = _ => 1,
        HasKinks = true,
        Large = [[4096, 1024]],
        Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>|x|; dx = sign(x)·dy, element by element.</summary>
    public Tensor Abs() => Unary("abs", default(AbsOp));
}
