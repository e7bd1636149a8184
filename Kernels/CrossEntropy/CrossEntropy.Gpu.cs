namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void CrossEntropyForward(Buffer logits, Buffer targets, Buffer losses, Buffer logSumExp, int rows, int columns, int ignoreIndex) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void CrossEntropyBackward( Buffer logits, Buffer targets, Buffer logSumExp, Buffer dlosses, Buffer dlogits, int rows, int columns, int ignoreIndex) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void CountTargets(Buffer targets, Buffer count, int ignoreIndex) => throw new NotImplementedException();
}
