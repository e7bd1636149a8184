namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase MaximumCase => new("maximum", BinaryTrials, t => Maximum(t[0], t[1]))
    {
        Terms = _ => 24,
        HasKinks = true,
        Large = [[4096, 1024], [4096, 1024]],
        Bytes = shapes => 12.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>The larger of a and b, broadcast; the gradient goes to it, to a where they are equal.</summary>
    public static Tensor Maximum(Tensor a, Tensor b) => a.Binary("maximum", default(MaximumOp), b);
}
