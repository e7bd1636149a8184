namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase AddRoundedCase => new("add bf16 to floats", [[[3, 4], [3, 4]], [[2, 17], [2, 17]], [[2, 3], [3]]], t => t[0] + t[1].ToBFloat16()) { Roundings = 2, Terms = _ => 24 };

    [Catalogue]
    private static OpCase AddCase => new("add", BinaryTrials, t => t[0] + t[1])
    {
        Terms = _ => 24,
        Large = [[4096, 1024], [4096, 1024]],
        Bytes = shapes => 12.0 * Shapes.Count(shapes[0]),
    };

    /// <summary>a + b, broadcast; the gradient goes to both.</summary>
    public static Tensor operator +(Tensor a, Tensor b) =>
        a.shape.AsSpan().SequenceEqual(b.shape) ? a.AddSameShape(b) : a.Binary("add", default(AddOp), b);

    /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
    public static Tensor operator +(Tensor a, double b) => a.Unary("add", new AddScalarOp(b), b);

    /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
    public static Tensor operator +(double a, Tensor b) => b + a;

    /// <summary>
    /// Without broadcasting dy is the gradient of both. Intermediate results share its memory, so that a residual
    /// connection costs nothing on the way back; a leaf makes it its own, see <see cref="AddGrad"/>. A bf16 tensor added to floats gives
    /// floats, and gets dy rounded.
    /// </summary>
    private Tensor AddSameShape(Tensor other)
    {
        RequireSameDevice("add", other);
        var a = Contiguous();
        var b = other.Contiguous();
        if (a.IsBFloat16 && !b.IsBFloat16)
        {
            (a, b) = (b, a); // a branch in bf16 that is added to a residual stream in float
        }

        var y = a.NewOfSameType(shape);
        Kernels.Binary(default(AddOp), a.Buffer, b.Buffer, y.Buffer, new BinaryShape(1, y.Count, Operand.Full, Operand.Full));
        return IsRecording ? RecordedSum(y, a, b) : y.Unrecorded("add");
    }

    /// <summary>Gives a sum of two tensors of its shape its history.</summary>
    internal static Tensor RecordedSum(Tensor y, Tensor a, Tensor b) => y.Record("add", [a, b], dy =>
    {
        var rounded = b.IsBFloat16 ? y.TakeRoundedGrad() : null;
        a.AddGrad(dy.Detach());
        b.AddGrad(rounded ?? dy.Detach());
    });
}
