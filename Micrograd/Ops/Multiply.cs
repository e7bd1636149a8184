namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase MultiplyCase => new("multiply", BinaryTrials, t => t[0] * t[1])
    {
        Terms = _ => 24,
        Large = [[4096, 1024], [4096, 1024]],
        Bytes = shapes => 12.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>a·b element by element, broadcast; da = b·dy, db = a·dy.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => a.Binary("multiply", default(MultiplyOp), b);

    /// <inheritdoc cref="op_Multiply(Tensor, Tensor)"/>
    public static Tensor operator *(Tensor a, double b) => a.Unary("scale", new ScaleOp(b), b);

    /// <inheritdoc cref="op_Multiply(Tensor, Tensor)"/>
    public static Tensor operator *(double a, Tensor b) => b * a;
}
