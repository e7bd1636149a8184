namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase ExpCase => new("exp", [[[3, 4]], [[1]], [[2, 3, 5]], [[2, 0]]], t => t[0].Exp())
    {
        Terms = _ => 1,
        Large = [[4096, 1024]],
        Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>eˣ; dx = y·dy, element by element.</summary>
    public Tensor Exp() => Unary("exp", default(ExpOp));
}
