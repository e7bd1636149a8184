namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase ReluCase => new("relu", [[[3, 4]], [[1]], [[2, 3, 5]], [[2, 0]]], t => t[0].Relu())
    {
        Terms = _ => 1,
        HasKinks = true,
        Large = [[4096, 1024]],
        Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>max(0, x); dx = dy where x > 0, element by element.</summary>
    public Tensor Relu() => Unary("relu", default(ReluOp));
}
