namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.CrossEntropyForward"/>.</summary>
internal readonly record struct CrossEntropyCall(Buffer Logits, Buffer Targets, Buffer Losses, Buffer LogSumExp, int Rows, int Columns, int IgnoreIndex);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Cross-entropy: shapes are (rows, classes).</summary>
    internal Ladder<CrossEntropyCall> CrossEntropyForwardLadder => field ??= new(
        device.Offers,
        new("1 naive", c => Launch(new CrossEntropy1Naive<TGroup>(c.Logits.Floats(), Results(c), c.Rows, c.Columns), GroupsFor(c.Rows))),
        new("2 shared memory", c => Launch(new CrossEntropy2Shared<TGroup>(c.Logits.Floats(), Results(c), c.Columns), c.Rows)) { IsStudy = IsProcessor },
        new("3 warp", c => Launch(new CrossEntropy3Warp<TGroup>(c.Logits.Floats(), Results(c), c.Rows, c.Columns), WarpGroupsFor(c.Rows)))
        {
            Needs = KernelNeeds.Shuffles,
            Fits = c => c.Columns <= LongestWarpRow,
        })
    {
        Name = "cross-entropy forward",
        Shapes = [[1, 1], [3, 5], [768, 65], [7, 257], [2, 4099]],
        TinyShapes = [[1, 1], [3, 5], [2, 70]],
        LargeShapes = [[8192, 65], [1024, 50257], [8192, 50304]],
        Operands = s =>
        [
            new("logits", OperandRole.In, s[0] * s[1]), new("targets", OperandRole.In, s[0]) { Below = s[1] },
            new("losses", OperandRole.Out, s[0]), new("logSumExp", OperandRole.Out, s[0]),
        ],
        Call = (b, s) => new CrossEntropyCall(b[0], b[1], b[2], b[3], s[0], s[1], -1),
        Contract = (k, c) => k.CrossEntropyForward(c.Logits, c.Targets, c.Losses, c.LogSumExp, c.Rows, c.Columns, c.IgnoreIndex),
        Terms = s => s[1],
        Flops = s => 3.0 * s[0] * s[1],
    };

    /// <inheritdoc/>
    public void CrossEntropyForward(Buffer logits, Buffer targets, Buffer losses, Buffer logSumExp, int rows, int columns, int ignoreIndex) =>
        CrossEntropyForwardLadder.RunBest(new(logits, targets, losses, logSumExp, rows, columns, ignoreIndex));

    /// <inheritdoc/>
    public void CrossEntropyBackward(
        Buffer logits, Buffer targets, Buffer logSumExp, Buffer dlosses, Buffer dlogits, int rows, int columns, int ignoreIndex) =>
        Launch(
            new CrossEntropyBackward<TGroup>(
                logits.Floats(), View(targets, columns, ignoreIndex), logSumExp.Floats(), dlosses.Floats(), dlogits.Floats(), columns),
            GroupsFor(rows * columns));

    /// <inheritdoc/>
    public void CountTargets(Buffer targets, Buffer count, int ignoreIndex) =>
        Launch(new CountTargets<TGroup>(targets.Ints(), count.Floats(), ignoreIndex), 1);

    private CrossEntropyResults Results(CrossEntropyCall c) =>
        new(c.Logits.Floats(), View(c.Targets, c.Columns, c.IgnoreIndex), c.Losses.Floats(), c.LogSumExp.Floats(), c.Columns);

    private TargetView View(Buffer targets, int columns, int ignoreIndex) => new(targets.Ints(), columns, ignoreIndex, device.Faults.Watch());
}
