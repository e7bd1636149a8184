namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.CrossEntropyForward"/>.</summary>
internal readonly record struct CrossEntropyCall(Buffer Logits, Buffer Targets, Buffer Losses, Buffer LogSumExp, int Rows, int Columns, int IgnoreIndex);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Cross-entropy: shapes are (rows, classes).</summary>
    internal Ladder<CrossEntropyCall> CrossEntropyForwardLadder => field ??= new(
        device.Offers,
        new("1 naive", c => CrossEntropyNaive(FloatsOf(c.Logits), c)),
        new("2 shared memory", c => CrossEntropyShared(FloatsOf(c.Logits), c)) { IsStudy = IsProcessor },
        new("3 warp", c => Launch(new CrossEntropy3Warp<TGroup>(c.Logits.Floats(), Results(FloatsOf(c.Logits), c), c.Rows, c.Columns), WarpGroupsFor(c.Rows)))
        {
            Needs = KernelNeeds.Shuffles,
            Fits = c => c.Columns <= LongestWarpRow,
        })
    {
        Name = "cross-entropy forward",
        Shapes = [[1, 1], [3, 5], [768, 65], [7, 257], [2, 4099]],
        TinyShapes = [[1, 1], [3, 5], [2, 70]],
        LargeShapes = [[8192, 65], [1024, 50257], [8192, 50304]],
        Operands = s => CrossEntropyOperands(s, isBFloat16: false),
        Call = CrossEntropyCallOf,
        Contract = RunContractOfCrossEntropy,
        Terms = s => s[1],
        Flops = s => 3.0 * s[0] * s[1],
    };

    /// <summary>Cross-entropy of logits in bf16: shapes are (rows, classes).</summary>
    internal Ladder<CrossEntropyCall> CrossEntropyForwardBFloat16Ladder => field ??= new(
        device.Offers,
        new("1 naive", c => CrossEntropyNaive(BFloat16sOf(c.Logits), c)),
        new("2 shared memory", c => CrossEntropyShared(BFloat16sOf(c.Logits), c)) { IsStudy = IsProcessor },
        new("4 eights", c => Launch(new CrossEntropy4Eights<BFloat16Numbers, TGroup>(BFloat16sOf(c.Logits), Results(BFloat16sOf(c.Logits), c), c.Columns), c.Rows))
        {
            Fits = c => c.Columns % 8 == 0 && StartAtPieces(c.Logits),
            IsStudy = IsProcessor,
        })
    {
        Name = "cross-entropy of bf16 forward",
        Shapes = [[1, 1], [3, 5], [768, 65], [7, 264], [2, 4104]],
        TinyShapes = [[1, 1], [3, 5], [2, 72]],
        LargeShapes = [[8192, 50304]],
        Operands = s => CrossEntropyOperands(s, isBFloat16: true),
        Call = CrossEntropyCallOf,
        Contract = RunContractOfCrossEntropy,
        Terms = s => s[1],
        Flops = s => 3.0 * s[0] * s[1],
    };

    /// <inheritdoc/>
    public void CrossEntropyForward(Buffer logits, Buffer targets, Buffer losses, Buffer logSumExp, int rows, int columns, int ignoreIndex) =>
        (logits.Type == DType.BF16 ? CrossEntropyForwardBFloat16Ladder : CrossEntropyForwardLadder)
            .RunBest(new(logits, targets, losses, logSumExp, rows, columns, ignoreIndex));

    /// <inheritdoc/>
    public void CountTargets(Buffer targets, Buffer count, int ignoreIndex) =>
        Launch(new CountTargets<TGroup>(targets.Ints(), count.Floats(), ignoreIndex), 1);

    private static LadderOperand[] CrossEntropyOperands(int[] s, bool isBFloat16) =>
    [
        new("logits", OperandRole.In, s[0] * s[1]) { IsBFloat16 = isBFloat16 }, new("targets", OperandRole.In, s[0]) { Below = s[1] },
        new("losses", OperandRole.Out, s[0]), new("logSumExp", OperandRole.Out, s[0]),
    ];

    private static CrossEntropyCall CrossEntropyCallOf(Buffer[] b, int[] s) => new(b[0], b[1], b[2], b[3], s[0], s[1], -1);

    private static void RunContractOfCrossEntropy(IKernels k, CrossEntropyCall c) =>
        k.CrossEntropyForward(c.Logits, c.Targets, c.Losses, c.LogSumExp, c.Rows, c.Columns, c.IgnoreIndex);

    private void CrossEntropyNaive<TNumbers>(TNumbers logits, CrossEntropyCall c)
        where TNumbers : struct, INumbers
        => Launch(new CrossEntropy1Naive<TNumbers, TGroup>(logits, Results(logits, c), c.Rows, c.Columns), GroupsFor(c.Rows));

    private void CrossEntropyShared<TNumbers>(TNumbers logits, CrossEntropyCall c)
        where TNumbers : struct, INumbers
        => Launch(new CrossEntropy2Shared<TNumbers, TGroup>(logits, Results(logits, c), c.Columns), c.Rows);

    private CrossEntropyResults<TNumbers> Results<TNumbers>(TNumbers logits, CrossEntropyCall c)
        where TNumbers : struct, INumbers
        => new(logits, View(c.Targets, c.Columns, c.IgnoreIndex), c.Losses.Floats(), c.LogSumExp.Floats(), c.Columns);

    private TargetView View(Buffer targets, int columns, int ignoreIndex) => new(targets.Ints(), columns, ignoreIndex, device.Faults.Watch());
}
