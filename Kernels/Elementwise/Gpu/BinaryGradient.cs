using ILGPU;

namespace Kernels;

/// <summary>One operand's gradient at one element of the result, for the sums over what the operand was spread to.</summary>
/// <param name="op">The operation.</param>
/// <param name="a">Its first operand.</param>
/// <param name="b">Its second operand.</param>
/// <param name="dy">(rows, columns).</param>
/// <param name="shape">How the operands are spread.</param>
/// <param name="isOfA">1: ∂f/∂a·dy; 0: ∂f/∂b·dy.</param>
internal readonly struct BinaryGradient<TOp>(
    TOp op, ArrayView<float> a, ArrayView<float> b, ArrayView<float> dy, BinaryShape shape, int isOfA) : ISummand
    where TOp : struct, IBinary
{
    /// <inheritdoc/>
    public float At(int i, int sum)
    {
        var first = new GpuFloat(a[BinaryPlace.Of(shape.A, i, shape.Columns)]);
        var second = new GpuFloat(b[BinaryPlace.Of(shape.B, i, shape.Columns)]);
        var upstream = new GpuFloat(dy[i]);
        return isOfA != 0 ? op.BackwardA(first, second, upstream).Value : op.BackwardB(first, second, upstream).Value;
    }
}

/// <summary>Broadcasting in a kernel.</summary>
internal static class BinaryPlace
{
    /// <summary>Which element of an operand meets element <paramref name="i"/> of the result. Divides only where it must.</summary>
    public static int Of(Operand operand, int i, int columns) => operand switch
    {
        Operand.Full => i,
        Operand.Row => i % columns,
        Operand.Column => i / columns,
        _ => 0,
    };
}
