namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>
    /// Products of operands that lie in memory as bf16, with sums in float; C may be F32 or BF16. The shapes are those of <see cref="MatMulShapes"/>, with one more
    /// number: 1 where C is bf16.
    /// </summary>
    internal Ladder<MatMulCall> MatMulBFloat16Ladder => field ??= new(
        device.Offers,
        new("1 in float", MultiplyInFloat),
        new("2 warps", MultiplyInStages<BFloat16Number, WarpCores>) { Needs = WarpCores.Needs, Fits = c => FitsPanels(c) && FitsRing<WarpCores>() },
        new("3 groups of warps", MultiplyInStages<BFloat16Number, WarpgroupCores>) { Needs = WarpgroupCores.Needs, Fits = c => FitsPanels(c) && FitsRing<WarpgroupCores>() })
    {
        Name = "matmul of bf16",
        Shapes = MatMulShapes.CheckedBFloat16,
        TinyShapes = [.. MatMulShapes.Tiny.Select(shape => (int[])[.. shape, 0])],
        LargeShapes = MatMulShapes.TimedBFloat16,
        Operands = MatMulShapes.BFloat16Operands,
        Call = MatMulShapes.Call,
        Contract = (k, c) => k.MatMul(c.A, c.B, c.Bias, c.C, c.Shape, c.Accumulate),
        Terms = s => s[2],
        Flops = s => MatMulShapes.ShapeOf(s).Flops,
    };

    /// <summary>
    /// Whether every row in memory, wherever it starts, consists of whole pieces of 16 bytes; and sums in bf16 are finished at once, with nothing of bf16 to add to.
    /// </summary>
    private static bool FitsPanels(MatMulCall c) =>
        c.HasTerms
        && ((c.A.Offset | c.B.Offset | c.C.Offset | c.Shape.N | (c.Shape.TransposeA ? c.Shape.M : c.Shape.K) | (c.Shape.TransposeB ? c.Shape.K : c.Shape.N)) & 7) == 0
        && (c.C.Type == DType.F32 || !c.Accumulate);

    /// <summary>Whether the device has so much shared memory: A100 and H100 have, GPUs for games have not.</summary>
    private bool FitsRing<TCores>()
        where TCores : struct, ITileCores
        => TensorCorePipeline<BFloat16Number, TCores, AlongSums, AlongSums>.DynamicSharedBytes <= device.MostSharedBytes;

    /// <summary>What every device can do: the product of widened operands.</summary>
    private void MultiplyInFloat(MatMulCall call)
    {
        var (a, b) = (Scratch(call.A.Length), Scratch(call.B.Length));
        Convert(call.A, a);
        Convert(call.B, b);
        if (call.C.Type == DType.F32)
        {
            MatMulLadder.RunBest(call with { A = a, B = b });
        }
        else
        {
            MultiplyAndRound(call with { A = a, B = b });
        }

        a.Storage.Release();
        b.Storage.Release();
        KeepAlive(call.A, call.B, call.C);
    }

    private void MultiplyAndRound(MatMulCall call)
    {
        var c = Scratch(call.C.Length);
        if (call.Accumulate)
        {
            Convert(call.C, c);
        }

        MatMulLadder.RunBest(call with { C = c });
        Convert(c, call.C);
        c.Storage.Release();
    }

    private Buffer Scratch(int length) => new(device.Allocate(DType.F32, length), 0, length);

    private void MultiplyInStages<TNumber, TCores>(MatMulCall call)
        where TNumber : struct, IPanelNumber
        where TCores : struct, ITileCores
    {
        if (call.C.Type == DType.BF16)
        {
            Whole<TensorCorePipelineVersion<TNumber, TCores>>(call);
        }
        else
        {
            InParts<TensorCorePipelineVersion<TNumber, TCores>>(call, EnoughLargeGroups);
        }

        KeepAlive(call.A, call.B, call.C);
    }

    /// <summary>
    /// The tensor cores read TF32 only along the sums. An operand that lies across them is transposed first: its elements move twice more, which
    /// is little beside a long sum.
    /// </summary>
    private void MultiplyTensorFloat32<TCores>(MatMulCall call)
        where TCores : struct, ITileCores
    {
        var shape = call.Shape;
        Buffer? a = shape.TransposeA ? Turned(call.A, shape.K, shape.M) : null;
        Buffer? b = shape.TransposeB ? null : Turned(call.B, shape.K, shape.N);
        MultiplyInStages<TensorFloat32Number, TCores>(call with { A = a ?? call.A, B = b ?? call.B, Shape = shape with { TransposeA = false, TransposeB = true } });
        a?.Storage.Release();
        b?.Storage.Release();
        KeepAlive(call.A, call.B);
    }

    /// <summary>Whether every row in memory, along the sums, consists of whole pieces of 16 bytes.</summary>
    private static bool FitsFloatPanels(MatMulCall c) =>
        c.HasTerms && ((c.A.Offset | c.B.Offset | c.C.Offset | c.Shape.N | c.Shape.K) & 3) == 0;
}
