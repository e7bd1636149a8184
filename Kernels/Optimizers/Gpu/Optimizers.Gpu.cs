using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void AdamWStep(Buffer parameter, Buffer gradient, Buffer m, Buffer v, AdamWSettings settings)
    {
        var kernel = new AdamWStep<TGroup>(parameter.Floats(), gradient.Floats(), m.Floats(), v.Floats(), new AdamWNumbers(settings));
        Launch(kernel, GroupsFor(parameter.Length));
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
