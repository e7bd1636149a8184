namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase SiluCase => new("silu", [[[3, 4]], [[1]], [[2, 3, 5]], [[2, 0]]], t => t[0].Silu())
    {
        Terms = _ => 1,
        Large = [[4096, 1024]],
        Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>x / (1 + e⁻ˣ), element by element.</summary>
    public Tensor Silu() => Unary("silu", default(SiluOp));
}
