namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase GeluRoundedCase => new("gelu tanh of bf16", [[[3, 4]], [[1]], [[2, 3, 33]]], t => t[0].ToBFloat16().Gelu()) { Roundings = 2, Terms = _ => 1 };

    [Catalogue]
    private static IEnumerable<OpCase> GeluCases =>
        from exact in new[] { false, true }
        select new OpCase(exact ? "gelu erf" : "gelu tanh", [[[3, 4]], [[1]], [[2, 3, 5]]], t => t[0].Gelu(exact))
        {
            Terms = _ => 1,
            Large = [[4096, 1024]],
            Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
        };

    /// <summary>
    /// GELU (Hendrycks and Gimpel 2016), element by element: x·Φ(x), by the error function (nanoGPT, PyTorch's
    /// default), or GPT-2's approximation by tanh.
    /// </summary>
    /// <param name="exact">By the error function.</param>
    public Tensor Gelu(bool exact = false) => exact ? Unary("gelu erf", default(GeluErfOp)) : Unary("gelu tanh", default(GeluTanhOp));
}
