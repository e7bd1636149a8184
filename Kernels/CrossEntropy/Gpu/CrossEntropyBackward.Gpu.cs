namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.CrossEntropyBackward"/>.</summary>
internal readonly record struct CrossEntropyBackwardCall(
    Buffer Logits, Buffer Targets, Buffer LogSumExp, Buffer Dlosses, Buffer Dlogits, int Rows, int Columns, int IgnoreIndex);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>The gradient of cross-entropy. Shapes are (rows, classes, kind); kind is 2 for logits in bf16, and 1 more where their gradient takes their place.</summary>
    internal Ladder<CrossEntropyBackwardCall> CrossEntropyBackwardLadder => field ??= new(
        device.Offers,
        new("1 a thread an element", CrossEntropyBackwardByElements),
        new("2 eights", CrossEntropyBackwardInEights) { Fits = c => c.Columns % 8 == 0 && StartAtPieces(c.Logits, c.Dlogits) })
    {
        Name = "cross-entropy backward",
        Shapes = [.. new int[][] { [1, 1], [3, 5], [7, 264], [768, 65], [2, 4104] }.SelectMany(size => Enumerable.Range(0, 4).Select(kind => (int[])[.. size, kind]))],
        TinyShapes = [.. new int[][] { [3, 5], [2, 72] }.SelectMany(size => Enumerable.Range(0, 4).Select(kind => (int[])[.. size, kind]))],
        LargeShapes = [[8192, 65, 0], [8192, 50304, 0], [8192, 50304, 3]],
        Operands = s =>
        [
            new("logits", IsSum(s) ? OperandRole.InOut : OperandRole.In, s[0] * s[1]) { IsBFloat16 = IsRounded(s) }, new("targets", OperandRole.In, s[0]) { Below = s[1] },
            new("logSumExp", OperandRole.FromForward, s[0]), new("dlosses", OperandRole.In, s[0]),
            .. IsSum(s) ? Array.Empty<LadderOperand>() : [new LadderOperand("dlogits", OperandRole.Out, s[0] * s[1]) { IsBFloat16 = IsRounded(s) }],
        ],
        Forward = (values, s) =>
        {
            for (int row = 0; row < s[0]; row++)
            {
                values[2][row] = Math.Log(values[0].Skip(row * s[1]).Take(s[1]).Sum(Math.Exp));
            }
        },
        Call = (b, s) => new CrossEntropyBackwardCall(b[0], b[1], b[2], b[3], IsSum(s) ? b[0] : b[4], s[0], s[1], -1),
        Contract = (k, c) => k.CrossEntropyBackward(c.Logits, c.Targets, c.LogSumExp, c.Dlosses, c.Dlogits, c.Rows, c.Columns, c.IgnoreIndex),
        Terms = s => s[1],
        Flops = s => 3.0 * s[0] * s[1],
    };

    /// <inheritdoc/>
    public void CrossEntropyBackward(
        Buffer logits, Buffer targets, Buffer logSumExp, Buffer dlosses, Buffer dlogits, int rows, int columns, int ignoreIndex) =>
        CrossEntropyBackwardLadder.RunBest(new(logits, targets, logSumExp, dlosses, dlogits, rows, columns, ignoreIndex));

    private void CrossEntropyBackwardByElements(CrossEntropyBackwardCall c)
    {
        if (c.Logits.Type == DType.BF16)
        {
            Run(BFloat16sOf(c.Logits), BFloat16sOf(c.Dlogits));
        }
        else
        {
            Run(FloatsOf(c.Logits), FloatsOf(c.Dlogits));
        }

        void Run<TNumbers>(TNumbers x, TNumbers dx)
            where TNumbers : struct, INumbers
            => Launch(
                new CrossEntropyBackward1Elements<TNumbers, TGroup>(
                    x, View(c.Targets, c.Columns, c.IgnoreIndex), c.LogSumExp.Floats(), c.Dlosses.Floats(), dx, c.Rows, c.Columns),
                GroupsFor(c.Rows * c.Columns));
    }

    private void CrossEntropyBackwardInEights(CrossEntropyBackwardCall c)
    {
        if (c.Logits.Type == DType.BF16)
        {
            Run(BFloat16sOf(c.Logits), BFloat16sOf(c.Dlogits));
        }
        else
        {
            Run(FloatsOf(c.Logits), FloatsOf(c.Dlogits));
        }

        void Run<TNumbers>(TNumbers x, TNumbers dx)
            where TNumbers : struct, INumbers
            => Launch(
                new CrossEntropyBackward2Eights<TNumbers, TGroup>(
                    x, View(c.Targets, c.Columns, c.IgnoreIndex), c.LogSumExp.Floats(), c.Dlosses.Floats(), dx, c.Columns),
                c.Rows);
    }
}
