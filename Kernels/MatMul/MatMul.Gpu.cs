namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.MatMul"/>.</summary>
internal readonly record struct MatMulCall(Buffer A, Buffer B, Buffer? Bias, Buffer C, MatMulShape Shape, bool Accumulate)
{
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

    /// <summary>How many tiles of such a size C has.</summary>
    public int Tiles(int rows, int columns) => ((Shape.M + rows - 1) / rows) * ((Shape.N + columns - 1) / columns) * Shape.Batch;
}

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Products: shapes are (M, N, K, transposed A + 2·B, batch, shared A + 2·B, 1: with bias or 2: accumulating).</summary>
    internal Ladder<MatMulCall> MatMulLadder => field ??= new(
        device.Offers,
        new("1 naive", c => Launch(new MatMul1Naive<TGroup>(c.Arguments), GroupsFor(c.C.Length))),
        new("2 tiled", c => Launch(new MatMul2Tiled<TGroup>(c.Arguments), c.Tiles(MatMul2Tiled<TGroup>.Rows, MatMul2Tiled<TGroup>.Columns))),
        new("3 register-tiled", MultiplyRegisterTiled))
    {
        Name = "matmul",
        Shapes = MatMulShapes.Checked,
        TinyShapes = MatMulShapes.Tiny,
        LargeShapes = MatMulShapes.Timed,
        Operands = MatMulShapes.Operands,
        Call = MatMulShapes.Call,
        Contract = (k, c) => k.MatMul(c.A, c.B, c.Bias, c.C, c.Shape, c.Accumulate),
        Terms = s => s[2],
        Flops = s => MatMulShapes.ShapeOf(s).Flops,
    };

    /// <inheritdoc/>
    public void MatMul(Buffer a, Buffer b, Buffer? bias, Buffer c, MatMulShape shape, bool accumulate = false) =>
        MatMulLadder.RunBest(new MatMulCall(a, b, bias, c, shape.Joined, accumulate));

    private void MultiplyRegisterTiled(MatMulCall call)
    {
        if (device is SimulatorDevice)
        {
            LaunchTiles<MatMulTile8>(call);
        }
        else
        {
            LaunchTiles<MatMulTile64>(call);
        }
    }

    private void LaunchTiles<TTile>(MatMulCall call)
        where TTile : struct, IMatMulTile
        => Launch(new MatMul3RegisterTiled<TTile>(call.Arguments), call.Tiles(TTile.Rows, TTile.Columns));
}
