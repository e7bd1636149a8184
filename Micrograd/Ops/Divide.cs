namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase DivideCase => new("divide", BinaryTrials, t => t[0] / t[1])
    {
        Terms = _ => 24,
        Range = InputRange.Positive,
        Large = [[4096, 1024], [4096, 1024]],
        Bytes = shapes => 12.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>a / b element by element, broadcast; da = dy / b, db = -a/b²·dy.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => a.Binary("divide", default(DivideOp), b);

    /// <inheritdoc cref="op_Division(Tensor, Tensor)"/>
    public static Tensor operator /(Tensor a, double b) => a.Unary("scale", new ScaleOp(1 / b), 1 / b);

    /// <inheritdoc cref="op_Division(Tensor, Tensor)"/>
    public static Tensor operator /(double a, Tensor b) => b.Unary("divide into", new DivideIntoOp(a), a);
}
