namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase SwiGluRoundedCase => new("swiglu of bf16", [[[3, 4], [3, 4]], [[2, 9], [9]], [[1], [1]]], t => SwiGlu(t[0].ToBFloat16(), t[1].ToBFloat16()))
    {
        Roundings = 3,
        Terms = _ => 24,
    };

    [Catalogue]
    private static OpCase SwiGluCase => new("swiglu", BinaryTrials, t => SwiGlu(t[0], t[1]))
    {
        Terms = _ => 24,
        Large = [[4096, 1024], [4096, 1024]],
        Bytes = shapes => 12.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>silu(gate)·x, element by element: the non-linearity of Llama's MLP (Shazeer 2020).</summary>
    public static Tensor SwiGlu(Tensor gate, Tensor x) => gate.Binary("swiglu", default(SwiGluOp), x);
}
