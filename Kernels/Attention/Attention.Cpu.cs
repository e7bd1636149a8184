namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void AttentionForward(Buffer qkv, Buffer y, Buffer logSumExp, AttentionShape shape)
    {
        var job = new AttentionForwardJob<TLanes>(qkv.FloatPointer, y.FloatPointer, logSumExp.FloatPointer, shape);
        team.Run(ref job, shape.B * shape.Heads);
    }

    /// <inheritdoc/>
    public void AttentionBackward(Buffer qkv, Buffer y, Buffer logSumExp, Buffer dy, Buffer dqkv, AttentionShape shape)
    {
        var job = new AttentionBackwardJob<TLanes>(qkv.FloatPointer, y.FloatPointer, logSumExp.FloatPointer, dy.FloatPointer, dqkv.FloatPointer, shape);
        team.Run(ref job, shape.B * shape.Heads);
    }
}
