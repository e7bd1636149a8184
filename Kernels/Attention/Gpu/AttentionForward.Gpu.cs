namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.AttentionForward"/>.</summary>
internal readonly record struct AttentionForwardCall(Buffer Qkv, Buffer Y, Buffer LogSumExp, AttentionShape Shape);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Odd and even lengths and head sizes, with and without dropout: (B, T, C, heads, percent dropped).</summary>
    private static readonly int[][] AttentionShapes =
    [
        [1, 1, 5, 1, 0], [2, 7, 15, 3, 0], [2, 64, 64, 2, 0], [3, 64, 40, 2, 20], [1, 70, 16, 1, 20],
        [2, 130, 15, 3, 20], [1, 130, 48, 3, 0], [1, 65, 64, 1, 20], [1, 70, 200, 2, 20], [1, 33, 129, 1, 0],
    ];

    private static readonly int[][] TinyAttentionShapes = [[1, 1, 5, 1, 0], [1, 7, 10, 2, 20], [1, 21, 20, 1, 20]];

    private static readonly int[][] LargeAttentionShapes = [[12, 64, 128, 4, 0], [12, 1024, 768, 12, 0], [12, 1024, 768, 12, 10]];

    /// <summary>Causal self-attention: shapes are (B, T, C, heads, percent dropped).</summary>
    internal Ladder<AttentionForwardCall> AttentionForwardLadder => field ??= new(
        device.Offers,
        new("1 three kernels", AttentionForwardNaive),
        new("2 flash", AttentionForwardFlash) { Fits = c => c.Shape.HeadSize <= Head128.Channels, IsStudy = IsProcessor },
        new("3 tensor cores", AttentionForwardTensorCores<BFloat16Core, ShuffledQuads>)
        {
            Needs = KernelNeeds.Ptx | KernelNeeds.Shuffles,
            Precision = Precision.BFloat16,
            Fits = AttentionFillsFragments,
        },
        new("3 tensor cores, emulated", AttentionForwardEmulated)
        {
            Precision = Precision.BFloat16,
            Fits = AttentionFillsFragments,
            IsStudy = true,
        })
    {
        Name = "attention forward",
        Shapes = AttentionShapes,
        TinyShapes = TinyAttentionShapes,
        LargeShapes = LargeAttentionShapes,
        Operands = s =>
        [
            new("qkv", OperandRole.In, 3 * s[0] * s[1] * s[2]), new("y", OperandRole.Out, s[0] * s[1] * s[2]),
            new("logSumExp", OperandRole.Out, s[0] * s[3] * s[1]),
        ],
        Call = (b, s) => new AttentionForwardCall(b[0], b[1], b[2], AttentionShapeOf(s)),
        Contract = (k, c) => k.AttentionForward(c.Qkv, c.Y, c.LogSumExp, c.Shape),
        Terms = s => Math.Max(s[1], s[2] / s[3]),
        Flops = s => AttentionShapeOf(s).ForwardFlops,
    };

    /// <summary>A warp owns sixteen queries: shorter sequences leave fragments empty.</summary>
    private static bool AttentionFillsFragments(AttentionForwardCall c) => c.Shape.T >= 16 && c.Shape.HeadSize <= Head64.Channels;

    /// <inheritdoc/>
    public void AttentionForward(Buffer qkv, Buffer y, Buffer logSumExp, AttentionShape shape) =>
        (qkv.Type == DType.BF16 ? AttentionForwardBFloat16Ladder : AttentionForwardLadder).RunBest(new AttentionForwardCall(qkv, y, logSumExp, shape));

    private static AttentionShape AttentionShapeOf(int[] s) => new(s[0], s[1], s[2], s[3], s[4] / 100f, Seed: 1234);

    private void AttentionForwardNaive(AttentionForwardCall c)
    {
        var sizes = new AttentionSizes(c.Shape);
        int rows = c.LogSumExp.Length;
        var weights = AttentionPairs(c.Shape);
        Launch(new Attention1Scores<TGroup>(c.Qkv.Floats(), weights.Floats(), sizes), GroupsFor(weights.Length));
        Launch(new Attention1Softmax<TGroup>(weights.Floats(), c.LogSumExp.Floats(), sizes), GroupsFor(rows));
        Launch(new Attention1Values<TGroup>(c.Qkv.Floats(), weights.Floats(), c.Y.Floats(), sizes), GroupsFor(c.Y.Length));
        weights.Storage.Release();
    }

    private void AttentionForwardFlash(AttentionForwardCall c)
    {
        switch (c.Shape.HeadSize)
        {
            case <= 16: AttentionForwardFlash<Head16>(c); break;
            case <= 32: AttentionForwardFlash<Head32>(c); break;
            case <= 64: AttentionForwardFlash<Head64>(c); break;
            default: AttentionForwardFlash<Head128>(c); break;
        }
    }

    private void AttentionForwardFlash<TBound>(AttentionForwardCall c)
        where TBound : struct, IHeadBound
        => Launch(
            new Attention2Flash<TBound, TGroup>(c.Qkv.Floats(), c.Y.Floats(), c.LogSumExp.Floats(), new AttentionSizes(c.Shape)),
            c.Shape.B * c.Shape.Heads * FlashTile<TBound, TGroup>.Blocks(c.Shape.T));

    /// <summary>The emulation asks for the number of threads alone: they are as many as <see cref="FlashTile{TBound, TGroup}.Threads"/>.</summary>
    private void AttentionForwardEmulated(AttentionForwardCall c)
    {
        if (device is SimulatorDevice)
        {
            AttentionForwardTensorCores<EmulatedCore<BFloat16Word, MatMulWarps16>, ShuffledQuads>(c);
        }
        else
        {
            AttentionForwardTensorCores<EmulatedCore<BFloat16Word, MatMulWarps32>, SharedQuads<TGroup>>(c);
        }
    }

    private void AttentionForwardTensorCores<TCore, TQuads>(AttentionForwardCall c)
        where TCore : struct, ITensorCore
        where TQuads : struct, IQuads
    {
        switch (c.Shape.HeadSize)
        {
            case <= 16: AttentionForwardTensorCores<TCore, TQuads, Head16>(c); break;
            case <= 32: AttentionForwardTensorCores<TCore, TQuads, Head32>(c); break;
            default: AttentionForwardTensorCores<TCore, TQuads, Head64>(c); break;
        }
    }

    private void AttentionForwardTensorCores<TCore, TQuads, TBound>(AttentionForwardCall c)
        where TCore : struct, ITensorCore
        where TQuads : struct, IQuads
        where TBound : struct, IHeadBound
        => Launch(
            new Attention3TensorCores<TCore, TQuads, TBound, TGroup>(c.Qkv.Floats(), c.Y.Floats(), c.LogSumExp.Floats(), new AttentionSizes(c.Shape)),
            c.Shape.B * c.Shape.Heads * Attention3TensorCores<TCore, TQuads, TBound, TGroup>.Blocks(c.Shape.T));

    /// <summary>Memory for a (B·Heads, T, T) matrix, whose elements must be fewer than an int can count.</summary>
    private Buffer AttentionPairs(AttentionShape shape)
    {
        long pairs = (long)shape.B * shape.Heads * shape.T * shape.T;
        return pairs <= int.MaxValue - TGroup.Size
            ? Scratch((int)pairs)
            : throw new DeviceException(
                $"Attention on {device.Name} would keep {pairs:N0} weights (batch {shape.B}, {shape.Heads} heads, block {shape.T}), more than can be numbered. "
                + $"Choose a shorter block or a smaller batch; on a GPU, heads of at most {Head128.Channels} channels need no such matrix.");
    }
}
