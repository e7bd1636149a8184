namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase TanhCase => new("tanh", [[[3, 4]], [[1]], [[2, 3, 5]], [[2, 0]]], t => t[0].Tanh())
    {
        Terms = _ => 1,
        Large = [[4096, 1024]],
        Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>Hyperbolic tangent; dx = (1 - y²)·dy, element by element.</summary>
    public Tensor Tanh() => Unary("tanh", default(TanhOp));
}
