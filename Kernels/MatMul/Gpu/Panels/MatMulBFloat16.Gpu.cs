namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>
    /// Products of operands that lie in memory as bf16, with sums in float; C may be F32 or BF16. The shapes are those of <see cref="MatMulShapes"/>, with two more
    /// numbers: 1 where C is bf16; 1 for GELU at the end, 2 for its gradient.
    /// </summary>
    internal Ladder<MatMulCall> MatMulBFloat16Ladder => field ??= new(
        device.Offers,
        new("1 in float", MultiplyInFloat),
        new("2 warps", MultiplyInStages<BFloat16Number, WarpCores>) { Needs = WarpCores.Needs, Fits = c => FitsPlain(c) && FitsRing<WarpCores>() },
        new("3 groups of warps", MultiplyInStages<BFloat16Number, WarpgroupCores>) { Needs = WarpgroupCores.Needs, Fits = c => FitsPlain(c) && FitsRing<WarpgroupCores>() },
        new("4 two tiles at once", MultiplyTwoTiles) { Needs = WarpgroupCores.Needs, Fits = FitsTwoTiles, IsStudy = true },
        new("5 the faster of both", MultiplyFaster) { Needs = WarpgroupCores.Needs, Fits = c => FitsTwoTiles(c) && FitsRing<WarpgroupCores>() })
    {
        Name = "matmul of bf16",
        Shapes = MatMulShapes.CheckedBFloat16,
        TinyShapes = [.. MatMulShapes.Tiny.Select(shape => (int[])[.. shape, 0, 0]), [12, 8, 20, 2, 1, 0, 1, 1, 1], [12, 8, 20, 0, 1, 0, 0, 1, 2]],
        LargeShapes = MatMulShapes.TimedBFloat16,
        Operands = MatMulShapes.BFloat16Operands,
        Call = MatMulShapes.Call,
        Contract = (k, c) => k.MatMul(c.A, c.B, c.Bias, c.C, c.Shape, c.Accumulate, c.Epilogue),
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

    private static bool FitsPlain(MatMulCall c) => FitsPanels(c) && c.Epilogue is null;

    private bool FitsTwoTiles(MatMulCall c) =>
        FitsPanels(c) && TwoTilePipeline<AlongSums, AlongSums, PlainEnd>.DynamicSharedBytes <= device.MostSharedBytes
        && (c.Epilogue is not { Operand: var operand } || (c.C.Type == DType.BF16 && operand.Type == DType.BF16 && (operand.Offset & 7) == 0));

    private void MultiplyTwoTiles(MatMulCall call)
    {
        switch (call.Epilogue)
        {
            case null:
                InPartsOf<TwoTilePipelineVersion<PlainEnd>>(call, PanelTime.TwoTiles.PartLength(call.Shape, MayCut(call)));
                break;
            case { Kind: EpilogueKind.Gelu, Operand: var z }:
                Whole<TwoTilePipelineVersion<GeluEnd>>(call);
                KeepAlive(z);
                break;
            case { Operand: var z }:
                Whole<TwoTilePipelineVersion<GeluGradientEnd>>(call);
                KeepAlive(z);
                break;
        }

        KeepAlive(call.A, call.B, call.C);
    }

    /// <summary>Sums in float can be finished in parts.</summary>
    private static bool MayCut(MatMulCall call) => call.C.Type == DType.F32;

    /// <summary>Tiles of one width or the other, by what they take: see <see cref="PanelTime"/>. A function at the end is hidden only by two tiles.</summary>
    private void MultiplyFaster(MatMulCall call)
    {
        var (tile, partLength) = PanelTime.Best(call.Shape, MayCut(call));
        if (call.Epilogue is not null || tile == PanelTime.TwoTiles)
        {
            MultiplyTwoTiles(call);
        }
        else
        {
            InPartsOf<TensorCorePipelineVersion<BFloat16Number, WarpgroupCores>>(call, partLength);
            KeepAlive(call.A, call.B, call.C);
        }
    }

    /// <summary>What every device can do: the product of widened operands.</summary>
    private void MultiplyInFloat(MatMulCall call)
    {
        var (a, b) = (Scratch(call.A.Length), Scratch(call.B.Length));
        Convert(call.A, a);
        Convert(call.B, b);
        if (call.C.Type == DType.F32)
        {
            MultiplyFloats(call with { A = a, B = b });
        }
        else
        {
            MultiplyAndRound(call with { A = a, B = b });
        }

        a.Storage.Release();
        b.Storage.Release();
        KeepAlive(call.A, call.B, call.C);
    }

    private void MultiplyFloats(MatMulCall call)
    {
        if (call.Epilogue is { } end)
        {
            end.Compose(this, call.A, call.B, call.Bias, call.C, call.Shape);
        }
        else
        {
            MatMulLadder.RunBest(call);
        }
    }

    private void MultiplyAndRound(MatMulCall call)
    {
        var c = Scratch(call.C.Length);
        if (call.Accumulate)
        {
            Convert(call.C, c);
        }

        if (call.Epilogue is { } end)
        {
            var z = Scratch(end.Operand.Length);
            Convert(end.Operand, z); // GELU will overwrite it
            MultiplyFloats(call with { C = c, Epilogue = end with { Operand = z } });
            Convert(z, end.Operand);
            z.Storage.Release();
            KeepAlive(end.Operand);
        }
        else
        {
            MultiplyFloats(call with { C = c });
        }

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
