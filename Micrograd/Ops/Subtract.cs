namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase SubtractCase => new("subtract", BinaryTrials, t => t[0] - t[1])
    {
        Terms = _ => 24,
        Large = [[4096, 1024], [4096, 1024]],
        Bytes = shapes => 12.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>a - b, broadcast; da = dy, db = -dy.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => a.Binary("subtract", default(SubtractOp), b);

    /// <inheritdoc cref="op_Subtraction(Tensor, Tensor)"/>
    public static Tensor operator -(Tensor a, double b) => a.Unary("subtract", new AddScalarOp(-b), -b);

    /// <inheritdoc cref="op_Subtraction(Tensor, Tensor)"/>
    public static Tensor operator -(double a, Tensor b) => -b + a;

    /// <summary>-a.</summary>
    public static Tensor operator -(Tensor a) => a.Unary("negate", default(NegateOp));
}
