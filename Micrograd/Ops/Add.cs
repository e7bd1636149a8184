namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase AddCase => new("add", BinaryTrials, t => t[0] + t[1])
    {
        Terms = _ => 24,
        Large = [[4096, 1024], [4096, 1024]],
        Bytes = shapes => 12.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>a + b, broadcast; the gradient goes to both.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => a.Binary("add", default(AddOp), b);

    /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
    public static Tensor operator +(Tensor a, double b) => a.Unary("add", new AddScalarOp(b));

    /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
    public static Tensor operator +(double a, Tensor b) => b + a;
}
