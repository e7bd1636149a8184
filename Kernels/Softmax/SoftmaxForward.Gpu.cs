using ILGPU;

namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.SoftmaxForward"/>.</summary>
internal readonly record struct SoftmaxCall(Buffer X, Buffer Y, int Rows, int Columns);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Softmax over rows: shapes are (rows, columns).</summary>
    internal Ladder<SoftmaxCall> SoftmaxForwardLadder => field ??= new(
        device.Offers,
        new("1 naive", c => Launch(new Softmax1Naive<TGroup>(c.X.Floats(), c.Y.Floats(), c.Rows, c.Columns), GroupsFor(c.Rows))),
        new("2 shared memory", c => Launch(new Softmax2Shared<TGroup>(c.X.Floats(), c.Y.Floats(), c.Columns), c.Rows)))
    {
        Name = "softmax forward",
        Shapes = [[1, 1], [3, 5], [65, 65], [7, 257], [2, 4099]],
        TinyShapes = [[1, 1], [3, 5], [2, 70]],
        LargeShapes = [[8192, 1024], [1024, 50257]],
        Operands = s => [new("x", OperandRole.In, s[0] * s[1]), new("y", OperandRole.Out, s[0] * s[1])],
        Call = (b, s) => new SoftmaxCall(b[0], b[1], s[0], s[1]),
        Contract = (k, c) => k.SoftmaxForward(c.X, c.Y, c.Rows, c.Columns),
        Terms = s => s[1],
        Flops = s => 5.0 * s[0] * s[1],
    };

    /// <inheritdoc/>
    public void SoftmaxForward(Buffer x, Buffer y, int rows, int columns) => SoftmaxForwardLadder.RunBest(new SoftmaxCall(x, y, rows, columns));
}
