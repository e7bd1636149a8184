namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.AttentionBackward"/>.</summary>
internal readonly record struct AttentionBackwardCall(Buffer Qkv, Buffer Y, Buffer LogSumExp, Buffer Dy, Buffer Dqkv, AttentionShape Shape);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Its backward pass: shapes are (B, T, C, heads, percent dropped).</summary>
    internal Ladder<AttentionBackwardCall> AttentionBackwardLadder => field ??= new(
        device.Offers,
        new("1 plain kernels", AttentionBackwardNaive),
        new("2 flash", AttentionBackwardFlash) { Fits = c => c.Shape.HeadSize <= Head128.Channels, IsStudy = IsProcessor })
    {
        Name = "attention backward",
        Shapes = AttentionShapes,
        TinyShapes = TinyAttentionShapes,
        LargeShapes = LargeAttentionShapes,
        Operands = s =>
        [
            new("qkv", OperandRole.In, 3 * s[0] * s[1] * s[2]), new("y", OperandRole.FromForward, s[0] * s[1] * s[2]),
            new("logSumExp", OperandRole.FromForward, s[0] * s[3] * s[1]), new("dy", OperandRole.In, s[0] * s[1] * s[2]),
            new("dqkv", OperandRole.Out, 3 * s[0] * s[1] * s[2]),
        ],
        Forward = (values, s) => Oracle.Run((k, b) => k.AttentionForward(b[0], b[1], b[2], AttentionShapeOf(s)), values[0], values[1], values[2]),
        Call = (b, s) => new AttentionBackwardCall(b[0], b[1], b[2], b[3], b[4], AttentionShapeOf(s)),
        Contract = (k, c) => k.AttentionBackward(c.Qkv, c.Y, c.LogSumExp, c.Dy, c.Dqkv, c.Shape),
        Terms = s => Math.Max(s[1], s[2] / s[3]),
        Flops = s => AttentionShapeOf(s).BackwardFlops,
    };

    /// <inheritdoc/>
    public void AttentionBackward(Buffer qkv, Buffer y, Buffer logSumExp, Buffer dy, Buffer dqkv, AttentionShape shape) =>
        (qkv.Type == DType.BF16 ? AttentionBackwardBFloat16Ladder : AttentionBackwardLadder).RunBest(new AttentionBackwardCall(qkv, y, logSumExp, dy, dqkv, shape));

    private void AttentionBackwardNaive(AttentionBackwardCall c)
    {
        var sizes = new AttentionSizes(c.Shape);
        int elements = c.Dy.Length;
        var (weights, ds, dots) = (AttentionPairs(c.Shape), AttentionPairs(c.Shape), AttentionRowDots(c, sizes));
        Launch(
            new AttentionBackward1Scores<TGroup>(c.Qkv.Floats(), c.LogSumExp.Floats(), c.Dy.Floats(), dots.Floats(), weights.Floats(), ds.Floats(), sizes),
            GroupsFor(ds.Length));
        Launch(new AttentionBackward1Queries<TGroup>(c.Qkv.Floats(), ds.Floats(), c.Dqkv.Floats(), elements, sizes), GroupsFor(elements));
        Launch(
            new AttentionBackward1Keys<TGroup>(c.Qkv.Floats(), c.Dy.Floats(), weights.Floats(), ds.Floats(), c.Dqkv.Floats(), elements, sizes),
            GroupsFor(elements));
        dots.Storage.Release();
        weights.Storage.Release();
        ds.Storage.Release();
    }

    private void AttentionBackwardFlash(AttentionBackwardCall c)
    {
        switch (c.Shape.HeadSize)
        {
            case <= 16: AttentionBackwardFlash<Head16>(c); break;
            case <= 32: AttentionBackwardFlash<Head32>(c); break;
            case <= 64: AttentionBackwardFlash<Head64>(c); break;
            default: AttentionBackwardFlash<Head128>(c); break;
        }
    }

    private void AttentionBackwardFlash<TBound>(AttentionBackwardCall c)
        where TBound : struct, IHeadBound
    {
        var sizes = new AttentionSizes(c.Shape);
        int groups = c.Shape.B * c.Shape.Heads * FlashTile<TBound, TGroup>.Blocks(c.Shape.T);
        var dots = AttentionRowDots(c, sizes);
        Launch(
            new AttentionBackward2Keys<TBound, TGroup>(c.Qkv.Floats(), c.LogSumExp.Floats(), c.Dy.Floats(), dots.Floats(), c.Dqkv.Floats(), sizes), groups);
        Launch(
            new AttentionBackward2Queries<TBound, TGroup>(c.Qkv.Floats(), c.LogSumExp.Floats(), c.Dy.Floats(), dots.Floats(), c.Dqkv.Floats(), sizes), groups);
        dots.Storage.Release();
    }

    /// <summary>D = dy·y for every row of every head, in memory that the caller gives back.</summary>
    private Buffer AttentionRowDots(AttentionBackwardCall c, AttentionSizes sizes)
    {
        var dots = Scratch(c.LogSumExp.Length);
        Launch(new AttentionDots<TGroup>(c.Y.Floats(), c.Dy.Floats(), dots.Floats(), sizes), GroupsFor(dots.Length));
        return dots;
    }
}
