namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.MatMul"/>.</summary>
internal readonly record struct MatMulCall(Buffer A, Buffer B, Buffer? Bias, Buffer C, MatMulShape Shape, bool Accumulate)
{
    /// <summary>The length of a part of a sum is a multiple of this, and this of every version's block.</summary>
    private const int ShortestPart = 256;

    /// <summary>The arguments of the kernels, for whole sums.</summary>
    public MatMulArguments Arguments
    {
        get
        {
            var finish = Accumulate ? MatMulFinish.Accumulate : Bias is null ? MatMulFinish.Overwrite : MatMulFinish.AddBias;
            return new(
                new(A.Floats(), Shape.M, Shape.K, isAlong: !Shape.TransposeA, Shape.StrideA),
                new(B.Floats(), Shape.N, Shape.K, isAlong: Shape.TransposeB, Shape.StrideB),
                new(C.Floats(), Bias.FloatsOrNone(C), Shape.M, Shape.N, finish),
                Shape.Batch,
                Shape.K,
                Shape.K);
        }
    }

    /// <summary>Whether the sums have terms; else there is no A or B to read.</summary>
    public bool HasTerms => Shape.K > 0;

    /// <summary>Whether A and B can be read four neighbours at a time: where they lie, and the length of their rows in memory.</summary>
    public bool IsInFours =>
        HasTerms && ((A.Offset | B.Offset | (Shape.TransposeA ? Shape.M : Shape.K) | (Shape.TransposeB ? Shape.K : Shape.N)) & 3) == 0;

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

    /// <summary>The arguments for parts of sums, which are left in scratch.</summary>
    public MatMulArguments ArgumentsOfParts(Buffer scratch, int partLength) => Arguments with
    {
        C = new(scratch.Floats(), scratch.Floats(), Shape.M, Shape.N, MatMulFinish.Overwrite),
        PartLength = partLength,
    };
}
