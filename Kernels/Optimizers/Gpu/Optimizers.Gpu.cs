using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>AdamW's steps: shapes are (parameters, step).</summary>
    internal Ladder<AdamWCall> AdamWLadder => field ??= new(
        device.Offers,
        new("1 a number a thread", c => AdamWByNumber(c, 0)),
        new("2 four numbers a thread", AdamWInQuads) { Fits = c => QuadsOf(c.Parameter.Length, c.Parameter, c.Gradient, c.M, c.V) > 0, IsStudy = IsProcessor })
    {
        Name = "AdamW",
        Shapes = [[1, 1], [4, 2], [1023, 1], [4096, 100]],
        TinyShapes = [[3, 1], [36, 3]],
        LargeShapes = [[124_439_808, 10]],
        Operands = s =>
        [
            new("parameter", OperandRole.InOut, s[0]), new("gradient", OperandRole.In, s[0]), new("m", OperandRole.InOut, s[0]), new("v", OperandRole.PositiveInOut, s[0]),
        ],
        Call = (b, s) => new AdamWCall(b[0], b[1], b[2], b[3], new AdamWSettings(0.01, 0.9, 0.99, 1e-8, 0.1, s[1])),
        Contract = (k, c) => k.AdamWStep(c.Parameter, c.Gradient, c.M, c.V, c.Settings),
        Terms = _ => 1,
        Flops = s => 15.0 * s[0],
    };

    /// <inheritdoc/>
    public void AdamWStep(Buffer parameter, Buffer gradient, Buffer m, Buffer v, AdamWSettings settings) =>
        AdamWLadder.RunBest(new AdamWCall(parameter, gradient, m, v, settings));

    private void AdamWByNumber(AdamWCall c, int from) => Launch(
        new AdamW1Numbers<TGroup>(c.Parameter.Floats(), c.Gradient.Floats(), c.M.Floats(), c.V.Floats(), new AdamWNumbers(c.Settings), from),
        GroupsFor(c.Parameter.Length - from));

    private void AdamWInQuads(AdamWCall c)
    {
        int quads = c.Parameter.Length / 4;
        Launch(new AdamW2Quads<TGroup>(c.Parameter.Floats(), c.Gradient.Floats(), c.M.Floats(), c.V.Floats(), new AdamWNumbers(c.Settings), quads), GroupsFor(quads));
        AdamWByNumber(c, 4 * quads);
    }

    /// <inheritdoc/>
    public void SgdStep(Buffer parameter, Buffer gradient, Buffer? momentumBuffer, double learningRate, double momentum, double weightDecay)
    {
        var (rate, decay) = ((float)learningRate, (float)weightDecay);
        if (momentumBuffer is { } velocity)
        {
            var kernel = new SgdMomentumStep<TGroup>(parameter.Floats(), gradient.Floats(), velocity.Floats(), rate, (float)momentum, decay);
            Launch(kernel, GroupsFor(parameter.Length));
        }
        else
        {
            Launch(new SgdStep<TGroup>(parameter.Floats(), gradient.Floats(), rate, decay), GroupsFor(parameter.Length));
        }
    }

    /// <inheritdoc/>
    public void AddSquaredNorm(Buffer x, Buffer result)
    {
        Sum(new SquareSummand(x.Floats()), result.Floats(), new SumSizes(1, x.Length, 1), adds: true);
        KeepAlive(x, result);
    }

    /// <inheritdoc/>
    public void ClipByNorm(Buffer x, Buffer squaredNorm, double maxNorm) =>
        Launch(new ClipByNorm<TGroup>(x.Floats(), squaredNorm.Floats(), (float)maxNorm), GroupsFor(x.Length));
}

/// <summary>Arguments of <see cref="IKernels.AdamWStep"/>.</summary>
internal readonly record struct AdamWCall(Buffer Parameter, Buffer Gradient, Buffer M, Buffer V, AdamWSettings Settings);
