namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>
    /// Groups that a large GPU wants at least. The same number for all, so that the cuts, and with them the result's last bits, depend on
    /// the job alone.
    /// </summary>
    private const int EnoughGroups = 128;

    /// <summary>Products: the shapes are explained by <see cref="MatMulShapes"/>.</summary>
    internal Ladder<MatMulCall> MatMulLadder => field ??= new(
        device.Offers,
        new("1 naive", c => Launch(new MatMul1Naive<TGroup>(c.Arguments), GroupsFor(c.C.Length))),
        new("2 tiled", c => Launch(new MatMul2Tiled<TGroup>(c.Arguments), c.Tiles(MatMul2Tiled<TGroup>.Rows, MatMul2Tiled<TGroup>.Columns))),
        new("3 register-tiled", MultiplyRegisterTiled),
        new("4 vectorised", MultiplyVectorised) { Fits = c => c.IsInFours, IsStudy = IsProcessor },
        new("5 TF32 tensor cores", MultiplyOnTensorCores<TensorFloat32Core>) { Needs = KernelNeeds.Ptx, Precision = Precision.TensorFloat32 },
        new("5 TF32 tensor cores, emulated", Emulate<TensorFloat32Word>) { Precision = Precision.TensorFloat32, IsStudy = true },
        new("6 bf16 tensor cores", MultiplyOnTensorCores<BFloat16Core>) { Needs = KernelNeeds.Ptx, Precision = Precision.BFloat16 },
        new("6 bf16 tensor cores, emulated", Emulate<BFloat16Word>) { Precision = Precision.BFloat16, IsStudy = true })
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
            RegisterTiled<MatMulTile8>(call);
        }
        else
        {
            RegisterTiled<MatMulTile64>(call);
        }
    }

    private void MultiplyVectorised(MatMulCall call)
    {
        if (device is SimulatorDevice)
        {
            Vectorised<MatMulTile8>(call);
        }
        else if (call.Tiles(MatMulTile128.Rows, MatMulTile128.Columns) >= EnoughGroups)
        {
            Vectorised<MatMulTile128>(call);
        }
        else
        {
            Vectorised<MatMulTile64>(call);
        }
    }

    private void MultiplyOnTensorCores<TCore>(MatMulCall call)
        where TCore : struct, ITensorCore
    {
        if (call.Tiles(MatMulWarps<MatMulWarps128>.Rows, MatMulWarps<MatMulWarps128>.Columns) >= EnoughGroups)
        {
            OnTensorCores<TCore, MatMulWarps128>(call);
        }
        else
        {
            OnTensorCores<TCore, MatMulWarps64>(call);
        }
    }

    private void Emulate<TWord>(MatMulCall call)
        where TWord : struct, IWordFormat
    {
        if (device is SimulatorDevice)
        {
            OnTensorCores<EmulatedCore<TWord, MatMulWarps16>, MatMulWarps16>(call);
        }
        else
        {
            OnTensorCores<EmulatedCore<TWord, MatMulWarps32>, MatMulWarps32>(call);
        }
    }

    private void RegisterTiled<TTile>(MatMulCall call)
        where TTile : struct, IMatMulTile
        => Launch(new MatMul3RegisterTiled<TTile>(call.Arguments), call.Tiles(TTile.Rows, TTile.Columns));

    private void Vectorised<TTile>(MatMulCall call)
        where TTile : struct, IMatMulTile
        => InParts(call, call.Tiles(TTile.Rows, TTile.Columns), (arguments, groups) => Launch(new MatMul4Vectorised<TTile>(arguments), groups));

    private void OnTensorCores<TCore, TWarps>(MatMulCall call)
        where TCore : struct, ITensorCore
        where TWarps : struct, IMatMulWarps
        => InParts(
            call,
            call.Tiles(MatMulWarps<TWarps>.Rows, MatMulWarps<TWarps>.Columns),
            (arguments, groups) => Launch(new MatMul5TensorCores<TCore, TWarps>(arguments), groups));

    /// <summary>Computes C tile by tile; where there are few tiles and long sums, these in parts, which are added afterwards.</summary>
    private void InParts(MatMulCall call, int tiles, Action<MatMulArguments, int> launch)
    {
        int parts = call.Parts(tiles, EnoughGroups);
        if (parts == 1)
        {
            launch(call.Arguments, tiles);
            return;
        }

        int length = call.C.Length;
        var storage = device.Allocate(DType.F32, parts * length);
        var scratch = new Buffer(storage, 0, parts * length);
        launch(call.ArgumentsOfParts(scratch), parts * tiles);
        Launch(new MatMulSumOfParts<TGroup>(scratch.Floats(), parts, call.Arguments.C), GroupsFor(length));
        storage.Release();
    }
}
