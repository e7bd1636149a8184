namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.MatMul"/>.</summary>
internal readonly record struct MatMulCall(Buffer A, Buffer B, Buffer? Bias, Buffer C, MatMulShape Shape, bool Accumulate)
{
    /// <summary>Terms of a part of a sum, where sums are cut: a multiple of every version's block.</summary>
    private const int PartLength = 256;

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

    /// <summary>Whether A and B can be read four neighbours at a time: where they lie, and the length of their rows in memory.</summary>
    public bool IsInFours =>
        ((A.Offset | B.Offset | (Shape.TransposeA ? Shape.M : Shape.K) | (Shape.TransposeB ? Shape.K : Shape.N)) & 3) == 0;

    /// <summary>How many tiles of such a size C has.</summary>
    public int Tiles(int rows, int columns) => ((Shape.M + rows - 1) / rows) * ((Shape.N + columns - 1) / columns) * Shape.Batch;

    /// <summary>Into how many parts each sum is cut: as many as it has, if so many groups are wanted; else one.</summary>
    public int Parts(int tiles, int enough) => 2 * tiles > enough ? 1 : Math.Max(1, (Shape.K + PartLength - 1) / PartLength);

    /// <summary>The arguments for parts of sums, which are left in scratch.</summary>
    public MatMulArguments ArgumentsOfParts(Buffer scratch) => Arguments with
    {
        C = new(scratch.Floats(), scratch.Floats(), Shape.M, Shape.N, MatMulFinish.Overwrite),
        PartLength = PartLength,
    };
}
