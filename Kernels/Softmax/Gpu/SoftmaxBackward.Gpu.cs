namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.SoftmaxBackward"/> and <see cref="IKernels.LogSoftmaxBackward"/>.</summary>
internal readonly record struct SoftmaxBackwardCall(Buffer Y, Buffer Dy, Buffer Dx, int Rows, int Columns);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Gradient of softmax: shapes are (rows, columns).</summary>
    internal Ladder<SoftmaxBackwardCall> SoftmaxBackwardLadder => field ??= SoftmaxBackwardOf<PlainForm>(
        "softmax backward",
        (k, x, y, rows, columns) => k.SoftmaxForward(x, y, rows, columns),
        (k, c) => k.SoftmaxBackward(c.Y, c.Dy, c.Dx, c.Rows, c.Columns));

    /// <summary>Gradient of softmax's logarithm: shapes are (rows, columns).</summary>
    internal Ladder<SoftmaxBackwardCall> LogSoftmaxBackwardLadder => field ??= SoftmaxBackwardOf<LogForm>(
        "log-softmax backward",
        (k, x, y, rows, columns) => k.LogSoftmaxForward(x, y, rows, columns),
        (k, c) => k.LogSoftmaxBackward(c.Y, c.Dy, c.Dx, c.Rows, c.Columns));

    /// <inheritdoc/>
    public void SoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns) =>
        SoftmaxBackwardLadder.RunBest(new(y, dy, dx, rows, columns));

    /// <inheritdoc/>
    public void LogSoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns) =>
        LogSoftmaxBackwardLadder.RunBest(new(y, dy, dx, rows, columns));

    private Ladder<SoftmaxBackwardCall> SoftmaxBackwardOf<TForm>(
        string name, Action<IKernels, Buffer, Buffer, int, int> forward, Action<IKernels, SoftmaxBackwardCall> contract)
        where TForm : struct, ISoftmaxForm
        => new(
            device.Offers,
            new("1 naive", c => Launch(new SoftmaxBackward1Naive<TForm, TGroup>(c.Y.Floats(), c.Dy.Floats(), c.Dx.Floats(), c.Rows, c.Columns), GroupsFor(c.Rows))),
            new("2 shared memory", c => Launch(new SoftmaxBackward2Shared<TForm, TGroup>(c.Y.Floats(), c.Dy.Floats(), c.Dx.Floats(), c.Columns), c.Rows)) { IsStudy = IsProcessor },
            new("3 warp", c => Launch(new SoftmaxBackward3Warp<TForm, TGroup>(c.Y.Floats(), c.Dy.Floats(), c.Dx.Floats(), c.Rows, c.Columns), WarpGroupsFor(c.Rows)))
            {
                Needs = KernelNeeds.Shuffles,
                Fits = c => c.Columns <= LongestWarpRow,
            },
            new("4 registers", c => Launch(new SoftmaxBackward4Registers<TForm, TGroup>(c.Y.Floats(), c.Dy.Floats(), c.Dx.Floats(), c.Rows, c.Columns), WarpGroupsFor(c.Rows)))
            {
                Needs = KernelNeeds.Shuffles,
                Fits = c => FitRegisters(c.Columns, c.Y, c.Dy, c.Dx),
            })
        {
            Name = name,
            Shapes = [[1, 1], [3, 5], [65, 65], [9, 260], [3, 1024], [2, 4099]],
            TinyShapes = [[1, 1], [3, 5], [2, 70], [3, 140]],
            LargeShapes = [[8192, 1024], [65536, 1024], [8192, 50304]],
            Operands = s => [new("y", OperandRole.FromForward, s[0] * s[1]), new("dy", OperandRole.In, s[0] * s[1]), new("dx", OperandRole.Out, s[0] * s[1])],
            Forward = (values, s) => Oracle.Run((k, b) => forward(k, b[0], b[0], s[0], s[1]), values[0]),
            Call = (b, s) => new SoftmaxBackwardCall(b[0], b[1], b[2], s[0], s[1]),
            Contract = contract,
            Terms = s => s[1],
            Flops = s => 4.0 * s[0] * s[1],
        };
}
