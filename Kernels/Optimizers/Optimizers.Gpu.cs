namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void AdamWStep(Buffer parameter, Buffer gradient, Buffer m, Buffer v, AdamWSettings settings) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void SgdStep(Buffer parameter, Buffer gradient, Buffer? momentumBuffer, double learningRate, double momentum, double weightDecay) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void AddSquaredNorm(Buffer x, Buffer result) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void ClipByNorm(Buffer x, Buffer squaredNorm, double maxNorm) => throw new NotImplementedException();
}
