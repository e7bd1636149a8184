namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.LayerNormForward"/>.</summary>
internal readonly record struct LayerNormCall(Buffer X, Buffer Gamma, Buffer? Beta, Buffer Y, Buffer Mean, Buffer Rstd, int Rows, int Columns, double Eps)
{
    /// <summary>Gain and shift, as kernels take them.</summary>
    public LayerNormScale Scale => new(Gamma.Floats(), Beta.FloatsOrNone(Gamma), Beta is null ? 0 : 1);
}

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Layer normalisation: shapes are (rows, columns).</summary>
    internal Ladder<LayerNormCall> LayerNormForwardLadder => field ??= new(
        device.Offers,
        new("1 naive", c => Launch(new LayerNorm1Naive<TGroup>(c.X.Floats(), c.Scale, c.Y.Floats(), c.Mean.Floats(), c.Rstd.Floats(), c.Rows, c.Columns, (float)c.Eps), GroupsFor(c.Rows))),
        new("2 shared memory", c => Launch(new LayerNorm2Shared<TGroup>(c.X.Floats(), c.Scale, c.Y.Floats(), c.Mean.Floats(), c.Rstd.Floats(), c.Columns, (float)c.Eps), c.Rows)) { IsStudy = IsProcessor },
        new("3 Welford", c => Launch(new LayerNorm3Welford<TGroup>(c.X.Floats(), c.Scale, c.Y.Floats(), c.Mean.Floats(), c.Rstd.Floats(), c.Columns, (float)c.Eps), c.Rows)) { IsStudy = IsProcessor },
        new("4 warp", c => Launch(new LayerNorm4Warp<TGroup>(c.X.Floats(), c.Scale, c.Y.Floats(), c.Mean.Floats(), c.Rstd.Floats(), c.Rows, c.Columns, (float)c.Eps), WarpGroupsFor(c.Rows)))
        {
            Needs = KernelNeeds.Shuffles,
            Fits = c => c.Columns <= LongestWarpRow,
        },
        new("5 registers", c => Launch(new LayerNorm5Registers<TGroup>(c.X.Floats(), c.Scale, c.Y.Floats(), c.Mean.Floats(), c.Rstd.Floats(), c.Rows, c.Columns, (float)c.Eps), WarpGroupsFor(c.Rows)))
        {
            Needs = KernelNeeds.Shuffles,
            Fits = c => FitRegisters(c.Columns, c.X, c.Gamma, c.Beta, c.Y),
        })
    {
        Name = "layer norm forward",
        Shapes = [[1, 1], [3, 5], [65, 65], [300, 131], [70, 768], [2, 4099]],
        TinyShapes = [[1, 1], [3, 5], [2, 70], [3, 140]],
        LargeShapes = [[8192, 768], [65536, 768], [65536, 1024]],
        Operands = s =>
        [
            new("x", OperandRole.In, s[0] * s[1]), new("gamma", OperandRole.In, s[1]), new("beta", OperandRole.In, s[1]),
            new("y", OperandRole.Out, s[0] * s[1]), new("mean", OperandRole.Out, s[0]), new("rstd", OperandRole.Out, s[0]),
        ],
        Call = (b, s) => new LayerNormCall(b[0], b[1], b[2], b[3], b[4], b[5], s[0], s[1], 1e-5),
        Contract = (k, c) => k.LayerNormForward(c.X, c.Gamma, c.Beta, c.Y, c.Mean, c.Rstd, c.Rows, c.Columns, c.Eps),
        Terms = s => s[1],
        Flops = s => 8.0 * s[0] * s[1],
    };

    /// <inheritdoc/>
    public void LayerNormForward(Buffer x, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps)
    {
        var call = new LayerNormCall(x, gamma, beta, y, mean, rstd, rows, columns, eps);
        if (y.Type == DType.BF16)
        {
            AddLayerNormForwardLadder.RunBest(new(x, null, null, call));
        }
        else
        {
            LayerNormForwardLadder.RunBest(call);
        }
    }
}
