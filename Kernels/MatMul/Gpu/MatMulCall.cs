using ILGPU.Runtime;

namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.MatMul"/>.</summary>
internal readonly record struct MatMulCall(Buffer A, Buffer B, Buffer? Bias, Buffer C, MatMulShape Shape, bool Accumulate)
{
    /// <summary>The length of a part of a sum is a multiple of this, and this of every version's block.</summary>
    private const int ShortestPart = 256;

    /// <summary>A function at the end.</summary>
    public MatMulEpilogue? Epilogue { get; init; }

    /// <summary>Length of the part of a sum that one group computes; 0: all of it.</summary>
    private int Part { get; init; }

    /// <summary>The arguments of the kernels for floats.</summary>
    public MatMulArguments Arguments => new(
        new(A.Floats(), Shape.M, Shape.K, isAlong: !Shape.TransposeA, Shape.StrideA),
        new(B.Floats(), Shape.N, Shape.K, isAlong: Shape.TransposeB, Shape.StrideB),
        Result,
        Shape.Batch,
        Shape.K,
        Part > 0 ? Part : Shape.K);

    /// <summary>Where the floats of A and B lie, for kernels that copy asynchronously: their instruction takes no view.</summary>
    public MatMulAddresses Addresses => new(A.Floats().LoadEffectiveAddressAsPtr(), B.Floats().LoadEffectiveAddressAsPtr());

    /// <summary>C for kernels, in float.</summary>
    public MatMulResult Result => new(C.Floats(), Bias.FloatsOrNone(C), Shape.M, Shape.N, Finish);

    /// <summary>The arguments of the kernels for panels.</summary>
    /// <param name="maps">Where the copy engine's descriptions of A and B are kept; null where there is none.</param>
    public PanelArguments InPanels(TensorMaps? maps) => new(
        Operand(maps, A, Shape.M, !Shape.TransposeA, Shape.StrideA),
        Operand(maps, B, Shape.N, Shape.TransposeB, Shape.StrideB),
        C.As<Float4>(),
        C.As<BFloat16Quad>(),
        (Epilogue?.Operand ?? C).As<BFloat16Quad>(),
        Bias?.Floats() ?? C.As<float>(),
        Shape.M,
        Shape.N,
        Finish switch { MatMulFinish.Accumulate => Shape.N, MatMulFinish.AddBias => 0, _ => -1 },
        C.Type == DType.BF16 ? 1 : 0,
        Shape.Batch,
        Shape.K,
        Part > 0 ? Part : Shape.K);

    private PanelOperand Operand(TensorMaps? maps, Buffer values, int width, bool isAlong, int step)
    {
        long address = values.As<byte>().LoadEffectiveAddressAsPtr();
        var (columns, rows) = isAlong ? (Shape.K, width) : (width, Shape.K);
        return new(address, width, Shape.K, step, maps?.Of(values.Type, address, columns, rows, step == 0 ? 1 : Shape.Batch) ?? 0);
    }

    private MatMulFinish Finish => Accumulate ? MatMulFinish.Accumulate : Bias is null ? MatMulFinish.Overwrite : MatMulFinish.AddBias;

    /// <summary>Whether the sums have terms; else there is no A or B to read.</summary>
    public bool HasTerms => Shape.K > 0;

    /// <summary>Whether A and B can be read four neighbours at a time: where they lie, and the length of their rows in memory.</summary>
    public bool IsInFours =>
        HasTerms && ((A.Offset | B.Offset | (Shape.TransposeA ? Shape.M : Shape.K) | (Shape.TransposeB ? Shape.K : Shape.N)) & 3) == 0;

    /// <summary>Whether those of A and B can be read so of which neighbours in memory belong to neighbouring sums.</summary>
    public bool IsInFoursAcross =>
        HasTerms && (((Shape.TransposeA ? A.Offset | Shape.M : 0) | (Shape.TransposeB ? 0 : B.Offset | Shape.N)) & 3) == 0;

    /// <summary>
    /// How long the parts are into which each sum is cut (split-K), so that there are about so many groups, and never more; K if it is not
    /// cut.
    /// </summary>
    public int PartLength(int tiles, int enough)
    {
        if (tiles == 0 || 2 * tiles > enough)
        {
            return Shape.K;
        }

        int parts = enough / tiles;
        int length = (((Shape.K + parts - 1) / parts) + ShortestPart - 1) / ShortestPart * ShortestPart;
        return Math.Min(Shape.K, Math.Max(length, ShortestPart));
    }

    /// <summary>The same for parts of sums, which are left in scratch.</summary>
    public MatMulCall InParts(Buffer scratch, int partLength) => this with { C = scratch, Bias = null, Accumulate = false, Part = partLength };
}
