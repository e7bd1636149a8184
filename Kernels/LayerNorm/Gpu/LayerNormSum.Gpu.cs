namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.AddLayerNormForward"/>; without Added and Sum, of <see cref="IKernels.LayerNormForward"/> with a y in bf16.</summary>
internal readonly record struct AddLayerNormCall(Buffer X, Buffer? Added, Buffer? Sum, LayerNormCall Norm);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>
    /// Layer normalisation of sums, and with results in bf16. Shapes are (rows, columns, kind); kind counts 1 for a sum and 2 for bf16.
    /// </summary>
    internal Ladder<AddLayerNormCall> AddLayerNormForwardLadder => field ??= new(
        device.Offers,
        new("1 one after the other", AddLayerNormInParts),
        new("6 sum", AddLayerNorm)
        {
            Needs = KernelNeeds.Shuffles,
            Fits = c => FitEights(c.Norm.Columns, c.X, c.Added, c.Sum, c.Norm.Gamma, c.Norm.Beta, c.Norm.Y)
                && (c.Added is not { } added || added.Type == c.Norm.Y.Type),
        })
    {
        Name = "layer norm of sums and in bf16 forward",
        Shapes = [.. Kinds([3, 5], [65, 65], [300, 136], [70, 768], [2, 4104])],
        TinyShapes = [.. Kinds([3, 5], [2, 72], [3, 264])],
        LargeShapes = [.. Kinds([8192, 768], [65536, 768], [65536, 1024])],
        Operands = s =>
        [
            new("x", OperandRole.In, s[0] * s[1]), new("gamma", OperandRole.In, s[1]), new("beta", OperandRole.In, s[1]),
            new("y", OperandRole.Out, s[0] * s[1]) { IsBFloat16 = IsRounded(s) }, new("mean", OperandRole.Out, s[0]), new("rstd", OperandRole.Out, s[0]),
            .. IsSum(s) ? new LadderOperand[] { new("f", OperandRole.In, s[0] * s[1]) { IsBFloat16 = IsRounded(s) }, new("sum", OperandRole.Out, s[0] * s[1]) } : [],
        ],
        Call = (b, s) => new AddLayerNormCall(
            b[0], IsSum(s) ? b[6] : null, IsSum(s) ? b[7] : null, new LayerNormCall(IsSum(s) ? b[7] : b[0], b[1], b[2], b[3], b[4], b[5], s[0], s[1], 1e-5)),
        Contract = (k, c) =>
        {
            var n = c.Norm;
            if (c.Added is { } added)
            {
                k.AddLayerNormForward(c.X, added, n.X, n.Gamma, n.Beta, n.Y, n.Mean, n.Rstd, n.Rows, n.Columns, n.Eps);
            }
            else
            {
                k.LayerNormForward(c.X, n.Gamma, n.Beta, n.Y, n.Mean, n.Rstd, n.Rows, n.Columns, n.Eps);
            }
        },
        Terms = s => s[1],
        Flops = s => (8.0 + (s[2] & 1)) * s[0] * s[1],
    };

    /// <summary>
    /// The backward pass of both. Shapes are (rows, columns, kind); kind counts 1 for a dx that is added to, 2 for a dy in bf16, and 4 where dx is wanted in bf16 too.
    /// </summary>
    internal Ladder<LayerNormBackwardCall> AddLayerNormBackwardLadder => field ??= new(
        device.Offers,
        new("1 one after the other", LayerNormBackwardInParts),
        new("6 sum", AddLayerNormBackward)
        {
            Needs = KernelNeeds.Shuffles,
            Fits = c => FitEights(c.Columns, c.X, c.Gamma, c.Dy, c.Dx, c.Rounded) && (c.Rounded is null || c.Dy.Type == DType.BF16),
        })
    {
        Name = "layer norm of sums and in bf16 backward",
        Shapes = [.. BackwardKinds([3, 5], [65, 65], [300, 136], [70, 768], [2, 4104])],
        TinyShapes = [.. BackwardKinds([3, 5], [2, 72], [9, 264])],
        LargeShapes = [.. BackwardKinds([8192, 768], [65536, 768], [65536, 1024])],
        Operands = s =>
        [
            .. LayerNormBackwardLadder.Operands(s).Select(operand => operand.Name switch
            {
                "dy" => operand with { IsBFloat16 = IsRounded(s) },
                "dx" when IsSum(s) => operand with { Role = OperandRole.InOut },
                _ => operand,
            }),
            .. IsCopied(s) ? new LadderOperand[] { new("rounded", OperandRole.Out, s[0] * s[1]) { IsBFloat16 = true } } : [],
        ],
        Forward = LayerNormBackwardLadder.Forward,
        Call = (b, s) => LayerNormBackwardLadder.Call(b, s) with { Accumulate = IsSum(s), Rounded = IsCopied(s) ? b[8] : null },
        Contract = LayerNormBackwardLadder.Contract,
        Terms = LayerNormBackwardLadder.Terms,
        Flops = LayerNormBackwardLadder.Flops,
    };

    /// <inheritdoc/>
    public void AddLayerNormForward(
        Buffer x, Buffer f, Buffer sum, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps) =>
        AddLayerNormForwardLadder.RunBest(new(x, f, sum, new(sum, gamma, beta, y, mean, rstd, rows, columns, eps)));

    private static IEnumerable<int[]> Kinds(params int[][] sizes) => sizes.SelectMany(size => Enumerable.Range(1, 3).Select(kind => (int[])[.. size, kind]));

    private static IEnumerable<int[]> BackwardKinds(params int[][] sizes) =>
        sizes.SelectMany(size => new[] { 1, 2, 3, 6, 7 }.Select(kind => (int[])[.. size, kind]));

    private static bool IsCopied(int[] shape) => (shape[2] & 4) != 0;

    private static bool IsSum(int[] shape) => (shape[2] & 1) != 0;

    private static bool IsRounded(int[] shape) => (shape[2] & 2) != 0;

    /// <summary>Whether rows can be read eight numbers at a time and held in a warp's registers.</summary>
    private static bool FitEights(int columns, params ReadOnlySpan<Buffer?> buffers)
    {
        bool fit = columns % 8 == 0 && columns <= LaneQuads.LongestRow;
        foreach (var buffer in buffers)
        {
            fit &= buffer is not { } given || StartAtPieces(given);
        }

        return fit;
    }

    /// <summary>What every device can do, for rows of every length: a sum, the norm of floats, a rounding.</summary>
    private void AddLayerNormInParts(AddLayerNormCall c)
    {
        var norm = c.Norm;
        if (c.Added is { } added)
        {
            Binary(default(AddOp), c.X, added, norm.X, new BinaryShape(1, norm.X.Length, Operand.Full, Operand.Full));
        }

        if (norm.Y.Type == DType.F32)
        {
            LayerNormForwardLadder.RunBest(norm);
            return;
        }

        var y = Scratch(norm.Y.Length);
        LayerNormForwardLadder.RunBest(norm with { Y = y });
        Convert(y, norm.Y);
        y.Storage.Release();
    }

    private void AddLayerNorm(AddLayerNormCall c)
    {
        bool isRounded = c.Norm.Y.Type == DType.BF16;
        switch (c.Added, isRounded)
        {
            case (null, _):
                Run(default(NoNumbers), default(NoNumbers), BFloat16sOf(c.Norm.Y));
                break;
            case ({ } added, true):
                Run(BFloat16sOf(added), FloatsOf(c.Norm.X), BFloat16sOf(c.Norm.Y));
                break;
            case ({ } added, false):
                Run(FloatsOf(added), FloatsOf(c.Norm.X), FloatsOf(c.Norm.Y));
                break;
        }

        void Run<TAdded, TSum, TY>(TAdded f, TSum sum, TY y)
            where TAdded : struct, INumbers
            where TSum : struct, INumbers
            where TY : struct, INumbers
        {
            var n = c.Norm;
            Launch(
                new LayerNorm6Sum<TAdded, TSum, TY, TGroup>(
                    FloatsOf(c.X), f, sum, n.Scale, y, n.Mean.Floats(), n.Rstd.Floats(), n.Rows, n.Columns, (float)n.Eps),
                WarpGroupsFor(n.Rows));
        }
    }

    private void LayerNormBackwardInParts(LayerNormBackwardCall c)
    {
        var dy = c.Dy.Type == DType.BF16 ? Scratch(c.Dy.Length) : c.Dy;
        var dx = c.Accumulate ? Scratch(c.Dx.Length) : c.Dx;
        if (c.Dy.Type == DType.BF16)
        {
            Convert(c.Dy, dy);
        }

        LayerNormBackwardLadder.RunBest(c with { Dy = dy, Dx = dx, Accumulate = false, Rounded = null });
        if (c.Accumulate)
        {
            AddInto(dx, c.Dx);
            dx.Storage.Release();
        }

        if (c.Rounded is { } rounded)
        {
            Convert(c.Dx, rounded);
        }

        if (c.Dy.Type == DType.BF16)
        {
            dy.Storage.Release();
        }

        KeepAlive(c.X, c.Dy, c.Dx);
    }

    private void AddLayerNormBackward(LayerNormBackwardCall c)
    {
        switch (c.Dy.Type == DType.BF16, c.Accumulate, c.Rounded)
        {
            case (true, true, { } rounded):
                Run(BFloat16sOf(c.Dy), FloatsOf(c.Dx), BFloat16sOf(rounded));
                break;
            case (true, false, { } rounded):
                Run(BFloat16sOf(c.Dy), default(NoNumbers), BFloat16sOf(rounded));
                break;
            case (true, true, null):
                Run(BFloat16sOf(c.Dy), FloatsOf(c.Dx), default(NoNumbers));
                break;
            case (true, false, null):
                Run(BFloat16sOf(c.Dy), default(NoNumbers), default(NoNumbers));
                break;
            default:
                Run(FloatsOf(c.Dy), FloatsOf(c.Dx), default(NoNumbers));
                break;
        }

        void Run<TDy, TBefore, TRounded>(TDy dy, TBefore before, TRounded copy)
            where TDy : struct, INumbers
            where TBefore : struct, INumbers
            where TRounded : struct, INumbers
            => LayerNormBackwardInPieces(
                c,
                (partial, rows, pieces) => Launch(
                    new LayerNormBackward6Sum<TDy, TBefore, TRounded, TGroup>(
                        FloatsOf(c.X), FloatsOf(c.Gamma), c.Mean.Floats(), c.Rstd.Floats(), dy, before, FloatsOf(c.Dx), copy, new FloatNumbers(partial),
                        c.Rows, rows, c.Columns),
                    pieces),
                most: 128);
    }
}
