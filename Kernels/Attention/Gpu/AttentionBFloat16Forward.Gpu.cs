namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Attention of operands that lie in memory as bf16; logSumExp and all sums are floats. Shapes as for floats.</summary>
    internal Ladder<AttentionForwardCall> AttentionForwardBFloat16Ladder => field ??= new(
        device.Offers,
        new("1 in float", AttentionForwardInFloat),
        new("2 tensor cores", AttentionForwardInPanels<CudaFlashUnits>) { Needs = CudaFlashUnits.Needs, Fits = c => FitsPanels(c) && HasSharedMemory(c.Shape) },
        new("2 tensor cores, emulated", AttentionForwardEmulatedPanels) { Fits = c => FitsPanels(c) && (EmulatesFourWarps || c.Shape.HeadSize <= Head64.Channels), IsStudy = true })
    {
        Name = "attention of bf16 forward",
        Shapes = AttentionBFloat16Shapes,
        TinyShapes = TinyAttentionBFloat16Shapes,
        LargeShapes = LargeAttentionBFloat16Shapes,
        Operands = s => AttentionInBFloat16(AttentionForwardLadder.Operands(s)),
        Call = (b, s) => new AttentionForwardCall(b[0], b[1], b[2], AttentionShapeOf(s)),
        Contract = (k, c) => k.AttentionForward(c.Qkv, c.Y, c.LogSumExp, c.Shape),
        Terms = AttentionForwardLadder.Terms,
        Flops = AttentionForwardLadder.Flops,
    };

    private static bool FitsPanels(AttentionForwardCall c) => FitsFlashPanels(c.Shape, c.Qkv, c.Y);

    private bool HasSharedMemory(AttentionShape shape) => device.MostSharedBytes >= (shape.HeadSize <= Head64.Channels
        ? AttentionTensorCoresForward<CudaFlashUnits, Head64>.DynamicSharedBytes
        : AttentionTensorCoresForward<CudaFlashUnits, Head128>.DynamicSharedBytes);

    /// <summary>What every device can do: attention of widened operands, and its result rounded.</summary>
    private void AttentionForwardInFloat(AttentionForwardCall c)
    {
        var (qkv, y) = (Widened(c.Qkv), Scratch(c.Y.Length));
        AttentionForwardLadder.RunBest(c with { Qkv = qkv, Y = y });
        Convert(y, c.Y);
        Release(qkv, y);
        KeepAlive(c.Qkv, c.Y, c.LogSumExp);
    }

    private void AttentionForwardEmulatedPanels(AttentionForwardCall c)
    {
        if (EmulatesFourWarps)
        {
            AttentionForwardInPanels<EmulatedFlashUnits<MatMulWarps32, TGroup>>(c);
        }
        else
        {
            AttentionForwardInPanels<EmulatedFlashUnits<MatMulWarps16, TGroup>>(c);
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
}
