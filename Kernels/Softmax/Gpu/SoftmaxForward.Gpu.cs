namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.SoftmaxForward"/> and <see cref="IKernels.LogSoftmaxForward"/>.</summary>
internal readonly record struct SoftmaxCall(Buffer X, Buffer Y, int Rows, int Columns);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Softmax over rows: shapes are (rows, columns).</summary>
    internal Ladder<SoftmaxCall> SoftmaxForwardLadder => field ??=
        SoftmaxForwardOf<PlainForm>("softmax forward", (k, c) => k.SoftmaxForward(c.X, c.Y, c.Rows, c.Columns));

    /// <summary>Logarithm of softmax over rows: shapes are (rows, columns).</summary>
    internal Ladder<SoftmaxCall> LogSoftmaxForwardLadder => field ??=
        SoftmaxForwardOf<LogForm>("log-softmax forward", (k, c) => k.LogSoftmaxForward(c.X, c.Y, c.Rows, c.Columns));

    /// <inheritdoc/>
    public void SoftmaxForward(Buffer x, Buffer y, int rows, int columns) => SoftmaxForwardLadder.RunBest(new(x, y, rows, columns));

    /// <inheritdoc/>
    public void LogSoftmaxForward(Buffer x, Buffer y, int rows, int columns) => LogSoftmaxForwardLadder.RunBest(new(x, y, rows, columns));

    private Ladder<SoftmaxCall> SoftmaxForwardOf<TForm>(string name, Action<IKernels, SoftmaxCall> contract)
        where TForm : struct, ISoftmaxForm
        => new(
            device.Offers,
            new("1 naive", c => Launch(new Softmax1Naive<TForm, TGroup>(c.X.Floats(), c.Y.Floats(), c.Rows, c.Columns), GroupsFor(c.Rows))),
            new("2 shared memory", c => Launch(new Softmax2Shared<TForm, TGroup>(c.X.Floats(), c.Y.Floats(), c.Columns), c.Rows)) { IsStudy = IsProcessor },
            new("3 online", c => Launch(new Softmax3Online<TForm, TGroup>(c.X.Floats(), c.Y.Floats(), c.Columns), c.Rows)) { IsStudy = IsProcessor },
            new("4 warp", c => Launch(new Softmax4Warp<TForm, TGroup>(c.X.Floats(), c.Y.Floats(), c.Rows, c.Columns), WarpGroupsFor(c.Rows)))
            {
                Needs = KernelNeeds.Shuffles,
                Fits = c => c.Columns <= LongestWarpRow,
            },
            new("5 registers", c => Launch(new Softmax5Registers<TForm, TGroup>(c.X.Floats(), c.Y.Floats(), c.Rows, c.Columns), WarpGroupsFor(c.Rows)))
            {
                Needs = KernelNeeds.Shuffles,
                Fits = c => FitRegisters(c.Columns, c.X, c.Y),
            })
        {
            Name = name,
            Shapes = [[1, 1], [3, 5], [65, 65], [9, 260], [3, 1024], [2, 4099]],
            TinyShapes = [[1, 1], [3, 5], [2, 70], [3, 140]],
            LargeShapes = [[8192, 1024], [65536, 1024], [8192, 50304]],
            Operands = s => [new("x", OperandRole.In, s[0] * s[1]), new("y", OperandRole.Out, s[0] * s[1])],
            Call = (b, s) => new SoftmaxCall(b[0], b[1], s[0], s[1]),
            Contract = contract,
            Terms = s => s[1],
            Flops = s => 5.0 * s[0] * s[1],
        };
}
