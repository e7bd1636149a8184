namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>Multiply-adds below which other threads would be called for less work than the call.</summary>
    private const long AttentionWorthSharing = 1 << 16;

    /// <inheritdoc/>
    public void CachedAttention(Buffer qkv, Buffer keys, Buffer values, Buffer y, CachedAttentionShape shape)
    {
        var job = new CachedAttentionJob<TLanes>(qkv.FloatPointer, keys.FloatPointer, values.FloatPointer, y.FloatPointer, shape);
        int pieces = shape.B * shape.KeyValueHeads;
        long work = 2L * shape.B * shape.Heads * shape.HeadSize * shape.T * (shape.Past + shape.T);
        if (work >= AttentionWorthSharing)
        {
            team.Run(ref job, pieces);
            return;
        }

        for (int piece = 0; piece < pieces; piece++)
        {
            job.Run(piece);
        }
    }
}
