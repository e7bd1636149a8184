namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase SqrtCase => new("sqrt", [[[3, 4]], [[1]], [[2, 3, 5]], [[2, 0]]], t => t[0].Sqrt())
    {
        Terms = _ => 1,
        Range = InputRange.Positive,
        Large = [[4096, 1024]],
        Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>√x; dx = dy / 2y, element by element.</summary>
    public Tensor Sqrt() => Unary("sqrt", default(SqrtOp));
}
