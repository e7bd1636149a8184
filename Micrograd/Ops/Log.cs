namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase LogCase => new("log", [[[3, 4]], [[1]], [[2, 3, 5]], [[2, 0]]], t => t[0].Log())
    {
        Terms = _ => 1,
        Range = InputRange.Positive,
        Large = [[4096, 1024]],
        Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>The natural logarithm; dx = dy / x, element by element.</summary>
    public Tensor Log() => Unary("log", default(LogOp));
}
