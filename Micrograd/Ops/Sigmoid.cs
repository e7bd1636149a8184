namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase SigmoidCase => new("sigmoid", [[[3, 4]], [[1]], [[2, 3, 5]], [[2, 0]]], t => t[0].Sigmoid())
    {
        Terms = _ => 1,
        Large = [[4096, 1024]],
        Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>1 / (1 + e⁻ˣ); dx = y (1 - y)·dy, element by element.</summary>
    public Tensor Sigmoid() => Unary("sigmoid", default(SigmoidOp));
}
