namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>
    /// Groups that a large GPU wants at least. The same number for all, so that the cuts, and with them the result's last bits, depend on
    /// the job alone.
    /// </summary>
    private const int EnoughGroups = 128;

    /// <summary>The same where a group has a multiprocessor to itself: with twice as many as there are, the last ones to come leave less of them idle.</summary>
    private const int EnoughLargeGroups = 264;

    /// <summary>Products: the shapes are explained by <see cref="MatMulShapes"/>.</summary>
    internal Ladder<MatMulCall> MatMulLadder => field ??= new(
        device.Offers,
        [
            new("1 naive", c => Launch(new MatMul1Naive<TGroup>(c.Arguments), GroupsFor(c.C.Length))),
            new("2 tiled", Whole<MatMul2TiledVersion<TGroup>>),
            new("3 register-tiled", MultiplyRegisterTiled),
            new("4 vectorised", MultiplyVectorised) { Fits = c => c.IsInFours, IsStudy = IsProcessor },
            new("5 TF32 tensor cores", MultiplyOnTensorCores<TensorFloat32Core>) { Needs = KernelNeeds.Ptx, Fits = c => c.HasTerms, Precision = Precision.TensorFloat32 },
            new("5 TF32 tensor cores, emulated", Emulate<TensorFloat32Word>) { Fits = c => c.HasTerms, Precision = Precision.TensorFloat32, IsStudy = true },
            new("6 bf16 tensor cores", MultiplyOnTensorCores<BFloat16Core>) { Needs = KernelNeeds.Ptx, Fits = c => c.HasTerms, Precision = Precision.BFloat16 },
            new("6 bf16 tensor cores, emulated", Emulate<BFloat16Word>) { Fits = c => c.HasTerms, Precision = Precision.BFloat16, IsStudy = true },
            new("7 asynchronous", MultiplyAsynchronously)
            {
                Needs = KernelNeeds.Ptx,
                Fits = c => FitsAsynchronously(c) && IMatMulVersion.Tiles<MatMul7AsynchronousVersion<MatMulWide128>>(c.Shape) >= EnoughGroups, // fewer are faster as tiles of 64
            },
            new("8 TF32 by warps", MultiplyTensorFloat32<WarpCores>) { Needs = WarpCores.Needs, Fits = c => FitsFloatPanels(c) && FitsRing<WarpCores>(), Precision = Precision.TensorFloat32 },
            new("9 TF32 by groups of warps", MultiplyTensorFloat32<WarpgroupCores>) { Needs = WarpgroupCores.Needs, Fits = c => FitsFloatPanels(c) && FitsRing<WarpgroupCores>(), Precision = Precision.TensorFloat32 },
            .. device is SimulatorDevice ? [] : GpuSizedMatMuls,
        ])
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
    public void MatMul(Buffer a, Buffer b, Buffer? bias, Buffer c, MatMulShape shape, bool accumulate = false, MatMulEpilogue? epilogue = null)
    {
        var call = new MatMulCall(a, b, bias, c, shape.Join(), accumulate) { Epilogue = epilogue };
        if (a.Type == DType.BF16)
        {
            MatMulBFloat16Ladder.RunBest(call);
        }
        else
        {
            MultiplyFloats(call);
        }
    }

    /// <summary>
    /// A GPU's tiles, whatever the device would choose: so a processor that runs OpenCL checks the code that GPUs run, and a GPU
    /// checks its large tiles on small shapes too. The simulator's groups are too small for them.
    /// </summary>
    private Rung<MatMulCall>[] GpuSizedMatMuls =>
    [
        new("3 register-tiled, tiles of 64", InParts<MatMul3RegisterTiledVersion<MatMulTile64>>) { Fits = LiesEitherWay, IsStudy = true },
        new("4 vectorised, tiles of 64", InParts<MatMul4VectorisedVersion<MatMulTile64>>) { Fits = c => c.IsInFours && LiesEitherWay(c), IsStudy = true },
        new("4 vectorised, tiles of 128", InParts<MatMul4VectorisedVersion<MatMulTile128>>) { Fits = c => c.IsInFours && LiesEitherWay(c), IsStudy = true },
        new("7 asynchronous, 256 columns", MultiplyAsynchronously<MatMulWide256>) { Needs = KernelNeeds.Ptx, Fits = FitsAsynchronously, IsStudy = true },
        new("7 asynchronous, 128 columns", MultiplyAsynchronously<MatMulWide128>) { Needs = KernelNeeds.Ptx, Fits = FitsAsynchronously, IsStudy = true },
        new("5 TF32 tensor cores, tiles of 128", Whole<MatMul5TensorCoresVersion<TensorFloat32Core, MatMulWarps128>>)
        {
            Needs = KernelNeeds.Ptx,
            Fits = c => c.HasTerms,
            Precision = Precision.TensorFloat32,
            IsStudy = true,
        },
        new("6 bf16 tensor cores, tiles of 128", Whole<MatMul5TensorCoresVersion<BFloat16Core, MatMulWarps128>>)
        {
            Needs = KernelNeeds.Ptx,
            Fits = c => c.HasTerms,
            Precision = Precision.BFloat16,
            IsStudy = true,
        },
        new("5 TF32 tensor cores, emulated, tiles of 64", EmulateOn<TensorFloat32Word, MatMulWarps64>)
        {
            Fits = IsEmulatedSoon,
            Precision = Precision.TensorFloat32,
            IsStudy = true,
        },
        new("6 bf16 tensor cores, emulated, warps of 64 rows", EmulateOn<BFloat16Word, MatMulWarpsOf64Rows>)
        {
            Fits = IsEmulatedSoon,
            Precision = Precision.BFloat16,
            IsStudy = true,
        },
    ];

    /// <summary>Two of the four pairs of layouts, in which each operand lies either way: processors take seconds to compile such a kernel.</summary>
    private static bool LiesEitherWay(MatMulCall c) => c.Shape.TransposeA == c.Shape.TransposeB;

    /// <summary>Little work, for processors emulate such tiles slowly.</summary>
    private static bool IsEmulatedSoon(MatMulCall c) => c.HasTerms && LiesEitherWay(c) && c.Shape.K <= 128 && c.C.Length <= 1 << 13;

    private void MultiplyRegisterTiled(MatMulCall call)
    {
        if (device is SimulatorDevice)
        {
            InParts<MatMul3RegisterTiledVersion<MatMulTile8>>(call);
        }
        else if (IsProcessor)
        {
            Whole<MatMul3RegisterTiledVersion<MatMulTile32>>(call);
        }
        else
        {
            InParts<MatMul3RegisterTiledVersion<MatMulTile64>>(call);
        }
    }

    private void MultiplyVectorised(MatMulCall call)
    {
        if (device is SimulatorDevice)
        {
            InParts<MatMul4VectorisedVersion<MatMulTile8>>(call);
        }
        else if (IsProcessor)
        {
            Whole<MatMul4VectorisedVersion<MatMulTile32>>(call);
        }
        else
        {
            InParts<MatMul4VectorisedVersion<MatMulTile128>, MatMul4VectorisedVersion<MatMulTile64>>(call);
        }
    }

    private void MultiplyAsynchronously(MatMulCall call)
    {
        if (IMatMulVersion.Tiles<MatMul7AsynchronousVersion<MatMulWide256>>(call.Shape) >= EnoughLargeGroups)
        {
            MultiplyAsynchronously<MatMulWide256>(call);
        }
        else
        {
            MultiplyAsynchronously<MatMulWide128>(call);
        }
    }

    private bool FitsAsynchronously(MatMulCall c) =>
        c.IsInFoursAcross && MatMul7Asynchronous<MatMulWide256, AlongSums, AlongSums>.DynamicSharedBytes <= device.MostSharedBytes;

    /// <summary>
    /// An operand whose sums lie along its rows is copied to shared memory number by number, and these copies are what the version waits for. Where
    /// there is much to multiply, it is transposed first.
    /// </summary>
    private void MultiplyAsynchronously<TWide>(MatMulCall call)
        where TWide : struct, IMatMulWide
    {
        var shape = call.Shape;
        bool turns = shape.M >= 512 && shape.N >= 512 && ((shape.M | shape.N) & 3) == 0;
        Buffer? a = turns && !shape.TransposeA ? Turned(call.A, shape.M, shape.K) : null;
        Buffer? b = turns && shape.TransposeB ? Turned(call.B, shape.N, shape.K) : null;
        InParts<MatMul7AsynchronousVersion<TWide>>(
            call with { A = a ?? call.A, B = b ?? call.B, Shape = shape with { TransposeA = shape.TransposeA || turns, TransposeB = shape.TransposeB && !turns } },
            EnoughLargeGroups * MatMul7Asynchronous<TWide, AcrossSums, AcrossSums>.GroupsPerMultiprocessor);
        a?.Storage.Release();
        b?.Storage.Release();
        KeepAlive(call.A, call.B);
    }

    /// <summary>Matrices of which the sums lie along rows of so many terms, with the sums across them, or the other way round; in scratch.</summary>
    private Buffer Turned(Buffer matrices, int rows, int columns)
    {
        var turned = Scratch(matrices.Length);
        TransposeLadder.RunBest(new TransposeCall(matrices, turned, matrices.Length / (rows * columns), rows, columns));
        return turned;
    }

    private void MultiplyOnTensorCores<TCore>(MatMulCall call)
        where TCore : struct, ITensorCore
        => InParts<MatMul5TensorCoresVersion<TCore, MatMulWarps128>, MatMul5TensorCoresVersion<TCore, MatMulWarps64>>(call);

    private void Emulate<TWord>(MatMulCall call)
        where TWord : struct, IWordFormat
    {
        if (device is SimulatorDevice)
        {
            EmulateOn<TWord, MatMulWarps16>(call);
        }
        else
        {
            EmulateOn<TWord, MatMulWarps32>(call);
        }
    }

    private void EmulateOn<TWord, TWarps>(MatMulCall call)
        where TWord : struct, IWordFormat
        where TWarps : struct, IMatMulWarps
        => InParts<MatMul5TensorCoresVersion<EmulatedCore<TWord, TWarps>, TWarps>>(call);

    /// <summary>Computes C tile by tile.</summary>
    private void Whole<TVersion>(MatMulCall call)
        where TVersion : struct, IMatMulVersion
        => IMatMulVersion.Launch<TVersion>(device, call, IMatMulVersion.Tiles<TVersion>(call.Shape));

    /// <summary>Computes C in large tiles if there are enough of them, else in small ones.</summary>
    private void InParts<TLarge, TSmall>(MatMulCall call)
        where TLarge : struct, IMatMulVersion
        where TSmall : struct, IMatMulVersion
    {
        if (IMatMulVersion.Tiles<TLarge>(call.Shape) >= EnoughGroups)
        {
            Whole<TLarge>(call);
        }
        else
        {
            InParts<TSmall>(call);
        }
    }

    /// <summary>The same, with as many groups as are enough where several find room on a multiprocessor.</summary>
    private void InParts<TVersion>(MatMulCall call)
        where TVersion : struct, IMatMulVersion
        => InParts<TVersion>(call, EnoughGroups);

    /// <summary>Computes C tile by tile; where there are few tiles and long sums, these in parts, which are added afterwards: split-K.</summary>
    /// <param name="call">The arguments.</param>
    /// <param name="enough">As many groups as are wanted.</param>
    private void InParts<TVersion>(MatMulCall call, int enough)
        where TVersion : struct, IMatMulVersion
        => InPartsOf<TVersion>(call, call.PartLength(IMatMulVersion.Tiles<TVersion>(call.Shape), enough));

    /// <summary>The same with parts of a given length; K: sums are not cut.</summary>
    private void InPartsOf<TVersion>(MatMulCall call, int partLength)
        where TVersion : struct, IMatMulVersion
    {
        int tiles = IMatMulVersion.Tiles<TVersion>(call.Shape);
        if (partLength >= call.Shape.K)
        {
            Whole<TVersion>(call);
            return;
        }

        int parts = (call.Shape.K + partLength - 1) / partLength;
        int length = call.C.Length;
        var storage = device.Allocate(DType.F32, parts * length);
        var scratch = new Buffer(storage, 0, parts * length);
        IMatMulVersion.Launch<TVersion>(device, call.InParts(scratch, partLength), parts * tiles);
        Launch(new MatMulSumOfParts<TGroup>(scratch.Floats(), parts, call.Result), GroupsFor(length));
        storage.Release();
    }
}
