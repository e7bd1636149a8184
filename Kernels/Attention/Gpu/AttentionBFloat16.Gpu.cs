using ILGPU.Runtime;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>As for floats, and rows of whole pieces of 16 bytes, with sequences that end before, at and behind a tile's end.</summary>
    private static int[][] AttentionBFloat16Shapes =>
    [
        .. AttentionShapes, [1, 1, 8, 1, 0], [2, 15, 128, 2, 0], [1, 16, 64, 1, 20], [1, 17, 64, 1, 0], [1, 63, 48, 2, 20], [1, 65, 128, 2, 0], [1, 200, 128, 2, 0],
        [2, 65, 256, 2, 20], [1, 200, 128, 1, 0],
    ];

    /// <summary>Attention of operands that lie in memory as bf16; logSumExp and all sums are floats. Shapes as for floats.</summary>
    internal Ladder<AttentionForwardCall> AttentionForwardBFloat16Ladder => field ??= new(
        device.Offers,
        new("1 in float", AttentionForwardInFloat),
        new("2 tensor cores", AttentionForwardInPanels<CudaFlashUnits>) { Needs = CudaFlashUnits.Needs, Fits = FitsAttentionPanels },
        new("2 tensor cores, emulated", AttentionForwardEmulatedUnits) { Fits = FitsAttentionPanels, IsStudy = true })
    {
        Name = "attention of bf16 forward",
        Shapes = AttentionBFloat16Shapes,
        TinyShapes = [.. TinyAttentionShapes, [1, 21, 16, 2, 0]],
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
        new("1 in float", AttentionBackwardInFloat),
        new("2 tensor cores", AttentionBackwardInPanels<CudaFlashUnits>) { Needs = CudaFlashUnits.Needs, Fits = FitsAttentionPanels },
        new("2 tensor cores, emulated", AttentionBackwardEmulatedUnits) { Fits = FitsAttentionPanels, IsStudy = true })
    {
        Name = "attention of bf16 backward",
        Shapes = AttentionBFloat16Shapes,
        TinyShapes = [.. TinyAttentionShapes, [1, 21, 16, 2, 0]],
        LargeShapes = LargeAttentionShapes,
        Operands = s => AttentionInBFloat16(AttentionBackwardLadder.Operands(s)),
        Forward = AttentionBackwardLadder.Forward,
        Call = (b, s) => new AttentionBackwardCall(b[0], b[1], b[2], b[3], b[4], AttentionShapeOf(s)),
        Contract = (k, c) => k.AttentionBackward(c.Qkv, c.Y, c.LogSumExp, c.Dy, c.Dqkv, c.Shape),
        Terms = AttentionBackwardLadder.Terms,
        Flops = AttentionBackwardLadder.Flops,
    };

    /// <summary>Whether every row of every head consists of whole pieces of 16 bytes, and no more than two panels of them.</summary>
    private static bool FitsAttentionPanels(AttentionForwardCall c) =>
        ((c.Qkv.Offset | c.Y.Offset | c.Shape.HeadSize) & 7) == 0 && c.Shape.HeadSize <= Head128.Channels;

    private void AttentionForwardEmulatedUnits(AttentionForwardCall c)
    {
        if (device is SimulatorDevice)
        {
            AttentionForwardInPanels<EmulatedFlashUnits<MatMulWarps16, TGroup>>(c);
        }
        else
        {
            AttentionForwardInPanels<EmulatedFlashUnits<MatMulWarps32, TGroup>>(c);
        }
    }

    private void AttentionForwardInPanels<TUnits>(AttentionForwardCall c)
        where TUnits : struct, IFlashUnits
    {
        if (c.Shape.HeadSize <= Head64.Channels)
        {
            AttentionForwardInPanels<TUnits, Head64>(c);
        }
        else
        {
            AttentionForwardInPanels<TUnits, Head128>(c);
        }
    }

    private void AttentionForwardInPanels<TUnits, TBound>(AttentionForwardCall c)
        where TUnits : struct, IFlashUnits
        where TBound : struct, IHeadBound
        => Launch(
            new AttentionTensorCoresForward<TUnits, TBound>(FlashOperandOf(c.Qkv), c.Y.As<Float4>(), c.LogSumExp.Floats(), new AttentionSizes(c.Shape)),
            c.Shape.B * c.Shape.Heads * AttentionTensorCoresForward<TUnits, TBound>.Blocks(c.Shape.T));

    /// <summary>As for the forward pass.</summary>
    private static bool FitsAttentionPanels(AttentionBackwardCall c) =>
        ((c.Qkv.Offset | c.Y.Offset | c.Dy.Offset | c.Dqkv.Offset | c.Shape.HeadSize) & 7) == 0 && c.Shape.HeadSize <= Head128.Channels;

    private void AttentionBackwardEmulatedUnits(AttentionBackwardCall c)
    {
        if (device is SimulatorDevice)
        {
            AttentionBackwardInPanels<EmulatedFlashUnits<MatMulWarps16, TGroup>>(c);
        }
        else
        {
            AttentionBackwardInPanels<EmulatedFlashUnits<MatMulWarps32, TGroup>>(c);
        }
    }

    private void AttentionBackwardInPanels<TUnits>(AttentionBackwardCall c)
        where TUnits : struct, IFlashUnits
    {
        if (c.Shape.HeadSize <= Head64.Channels)
        {
            AttentionBackwardInPanels<TUnits, Head64>(c);
        }
        else
        {
            AttentionBackwardInPanels<TUnits, Head128>(c);
        }
    }

    private void AttentionBackwardInPanels<TUnits, TBound>(AttentionBackwardCall c)
        where TUnits : struct, IFlashUnits
        where TBound : struct, IHeadBound
    {
        var sizes = new AttentionSizes(c.Shape);
        int heads = c.Shape.B * c.Shape.Heads, rows = heads * FlashStatistics.Padded(c.Shape.T), rowsOfGroup = FlashStatistics<TUnits>.GroupSize / 4;
        var statistics = Scratch(2 * rows);
        Launch(
            new FlashStatistics<TUnits>(c.Y.As<BFloat16Quad>(), c.Dy.As<BFloat16Quad>(), c.LogSumExp.Floats(), statistics.Floats(), sizes),
            (rows + rowsOfGroup - 1) / rowsOfGroup);
        var (qkv, dy, dqkv) = (FlashOperandOf(c.Qkv), FlashOperandOf(c.Dy), c.Dqkv.As<Float4>());
        Launch(
            new AttentionTensorCoresKeys<TUnits, TBound>(qkv, dy, FlashOperandOf(statistics), dqkv, sizes),
            heads * AttentionTensorCoresKeys<TUnits, TBound>.Blocks(c.Shape.T));
        Launch(
            new AttentionTensorCoresQueries<TUnits, TBound>(qkv, dy, statistics.Floats(), dqkv, sizes),
            heads * AttentionTensorCoresQueries<TUnits, TBound>.Blocks(c.Shape.T));
        statistics.Storage.Release();
        KeepAlive(c.Qkv, c.Y, c.LogSumExp, c.Dy, c.Dqkv);
    }

    private static FlashOperand FlashOperandOf(Buffer x) => new(x.As<Float4>(), x.As<byte>().LoadEffectiveAddressAsPtr());

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
