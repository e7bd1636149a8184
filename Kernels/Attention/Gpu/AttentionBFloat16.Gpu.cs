namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Attention of operands that lie in memory as bf16; logSumExp and all sums are floats. Shapes as for floats.</summary>
    internal Ladder<AttentionForwardCall> AttentionForwardBFloat16Ladder => field ??= new(
        device.Offers,
        new Rung<AttentionForwardCall>("1 in float", AttentionForwardInFloat))
    {
        Name = "attention of bf16 forward",
        Shapes = AttentionShapes,
        TinyShapes = TinyAttentionShapes,
        LargeShapes = LargeAttentionShapes,
        Operands = s => AttentionInBFloat16(AttentionForwardLadder.Operands(s)),
        Call = (b, s) => new AttentionForwardCall(b[0], b[1], b[2], AttentionShapeOf(s)),
        Contract = (k, c) => k.AttentionForward(c.Qkv, c.Y, c.LogSumExp, c.Shape),
        Terms = AttentionForwardLadder.Terms,
        Flops = AttentionForwardLadder.Flops,
    };

    /// <summary>Its backward pass.</summary>
    internal Ladder<AttentionBackwardCall> AttentionBackwardBFloat16Ladder => field ??= new(
        device.Offers,
        new Rung<AttentionBackwardCall>("1 in float", AttentionBackwardInFloat))
    {
        Name = "attention of bf16 backward",
        Shapes = AttentionShapes,
        TinyShapes = TinyAttentionShapes,
        LargeShapes = LargeAttentionShapes,
        Operands = s => AttentionInBFloat16(AttentionBackwardLadder.Operands(s)),
        Forward = AttentionBackwardLadder.Forward,
        Call = (b, s) => new AttentionBackwardCall(b[0], b[1], b[2], b[3], b[4], AttentionShapeOf(s)),
        Contract = (k, c) => k.AttentionBackward(c.Qkv, c.Y, c.LogSumExp, c.Dy, c.Dqkv, c.Shape),
        Terms = AttentionBackwardLadder.Terms,
        Flops = AttentionBackwardLadder.Flops,
    };

    private static LadderOperand[] AttentionInBFloat16(LadderOperand[] operands) =>
        [.. operands.Select(operand => operand with { IsBFloat16 = operand.Name != "logSumExp" })];

    /// <summary>What every device can do: attention of widened operands, and its result rounded.</summary>
    private void AttentionForwardInFloat(AttentionForwardCall c)
    {
        var (qkv, y) = (Widened(c.Qkv), Scratch(c.Y.Length));
        AttentionForwardLadder.RunBest(c with { Qkv = qkv, Y = y });
        Convert(y, c.Y);
        Release(qkv, y);
        KeepAlive(c.Qkv, c.Y, c.LogSumExp);
    }

    /// <summary>The same for the gradient.</summary>
    private void AttentionBackwardInFloat(AttentionBackwardCall c)
    {
        var (qkv, y, dy, dqkv) = (Widened(c.Qkv), Widened(c.Y), Widened(c.Dy), Scratch(c.Dqkv.Length));
        AttentionBackwardLadder.RunBest(c with { Qkv = qkv, Y = y, Dy = dy, Dqkv = dqkv });
        Convert(dqkv, c.Dqkv);
        Release(qkv, y, dy, dqkv);
        KeepAlive(c.Qkv, c.Y, c.LogSumExp, c.Dy, c.Dqkv);
    }

    /// <summary>A copy in float, which the caller gives back.</summary>
    private Buffer Widened(Buffer x)
    {
        var y = Scratch(x.Length);
        Convert(x, y);
        return y;
    }

    private static void Release(params ReadOnlySpan<Buffer> buffers)
    {
        foreach (var buffer in buffers)
        {
            buffer.Storage.Release();
        }
    }
}
