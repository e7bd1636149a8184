namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>The backward pass of <see cref="AttentionForwardBFloat16Ladder"/>.</summary>
    internal Ladder<AttentionBackwardCall> AttentionBackwardBFloat16Ladder => field ??= new(
        device.Offers,
        new("1 in float", AttentionBackwardInFloat),
        new("2 tensor cores", AttentionBackwardInPanels<CudaFlashUnits>) { Needs = CudaFlashUnits.Needs, Fits = c => FitsPanels(c) && HasSharedMemoryBackward(c.Shape) },
        new("2 tensor cores, emulated", AttentionBackwardEmulatedPanels) { Fits = c => FitsPanels(c) && (EmulatesFourWarps || c.Shape.HeadSize <= Head64.Channels), IsStudy = true })
    {
        Name = "attention of bf16 backward",
        Shapes = AttentionBFloat16Shapes,
        TinyShapes = TinyAttentionBFloat16Shapes,
        LargeShapes = LargeAttentionBFloat16Shapes,
        Operands = s => AttentionInBFloat16(AttentionBackwardLadder.Operands(s)),
        Forward = AttentionBackwardLadder.Forward,
        Call = (b, s) => new AttentionBackwardCall(b[0], b[1], b[2], b[3], b[4], AttentionShapeOf(s)),
        Contract = (k, c) => k.AttentionBackward(c.Qkv, c.Y, c.LogSumExp, c.Dy, c.Dqkv, c.Shape),
        Terms = AttentionBackwardLadder.Terms,
        Flops = AttentionBackwardLadder.Flops,
    };

    private static bool FitsPanels(AttentionBackwardCall c) => FitsFlashPanels(c.Shape, c.Qkv, c.Y, c.Dy, c.Dqkv);

    /// <summary>The kernel that owns keys needs more than that which owns queries.</summary>
    private bool HasSharedMemoryBackward(AttentionShape shape) => device.MostSharedBytes >= (shape.HeadSize <= Head64.Channels
        ? AttentionTensorCoresKeys<CudaFlashUnits, Head64>.DynamicSharedBytes
        : AttentionTensorCoresKeys<CudaFlashUnits, Head128>.DynamicSharedBytes);

    /// <summary>What every device can do: the gradient of widened operands, rounded.</summary>
    private void AttentionBackwardInFloat(AttentionBackwardCall c)
    {
        var (qkv, y, dy, dqkv) = (Widened(c.Qkv), Widened(c.Y), Widened(c.Dy), Scratch(c.Dqkv.Length));
        AttentionBackwardLadder.RunBest(c with { Qkv = qkv, Y = y, Dy = dy, Dqkv = dqkv });
        Convert(dqkv, c.Dqkv);
        Release(qkv, y, dy, dqkv);
        KeepAlive(c.Qkv, c.Y, c.LogSumExp, c.Dy, c.Dqkv);
    }

    private void AttentionBackwardEmulatedPanels(AttentionBackwardCall c)
    {
        if (EmulatesFourWarps)
        {
            AttentionBackwardInPanels<EmulatedFlashUnits<MatMulWarps32, TGroup>>(c);
        }
        else
        {
            AttentionBackwardInPanels<EmulatedFlashUnits<MatMulWarps16, TGroup>>(c);
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
}
