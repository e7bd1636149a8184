namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static IEnumerable<OpCase> CrossEntropyCases
    {
        get
        {
            yield return new OpCase("cross entropy", [[[3, 5]], [[1, 2]], [[2, 3, 33]]], t => CrossEntropy(t[0], Labels(t[0])))
            {
                Large = [[768, 50304]],
                Bytes = shapes => 4.0 * Shapes.Count(shapes[0]),
            };
            yield return new OpCase("cross entropy of logits in bf16", [[[3, 5]], [[2, 3, 32]], [[6, 8]]], t => CrossEntropy(t[0].ToBFloat16(), Labels(t[0], ignoreEvery: 3)))
            {
                Roundings = 2,
            };
            yield return new OpCase("cross entropy with ignored rows", [[[6, 5]]], t => CrossEntropy(t[0], Labels(t[0], ignoreEvery: 3)));
        }
    }

    /// <summary>
    /// The mean over the rows of -log softmax(logits)(target): how surprised the model is by the right answers, in nats.
    /// dlogits = (softmax(logits) - onehot(target)) / rows. Softmax and logarithm are one kernel: nothing overflows and
    /// no probabilities are stored. The gradient takes the logits' place in memory where nobody needs them any more.
    /// </summary>
    /// <param name="logits">(..., classes).</param>
    /// <param name="targets">(...) of I32: the right class of each row.</param>
    /// <param name="ignoreIndex">Rows with this target count for nothing; if all do, the loss is NaN.</param>
    /// <exception cref="ShapeException">Not one target for each row.</exception>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets, int ignoreIndex = -100)
    {
        var (rows, columns) = RowsOf("CrossEntropy", logits);
        RequireIntegers("CrossEntropy", "targets", targets);
        if (targets.Count != rows)
        {
            throw new ShapeException($"CrossEntropy: logits {Shapes.Format(logits.Shape)} and targets {Shapes.Format(targets.Shape)} do not fit; expected one target for each of the {rows} rows.");
        }

        logits = logits.Contiguous();
        targets = targets.Contiguous();
        var losses = logits.NewLike([rows]);
        var logSumExp = logits.NewLike([rows]);
        logits.Kernels.CrossEntropyForward(logits.Buffer, targets.Buffer, losses.Buffer, logSumExp.Buffer, rows, columns, ignoreIndex);
        losses.Record("cross entropy", [logits], dlosses =>
        {
            var dlogits = logits.CanBecomeItsGrad ? logits.Detach() : logits.NewOfSameType(logits.shape);
            logits.Kernels.CrossEntropyBackward(
                logits.Buffer, targets.Buffer, logSumExp.Buffer, dlosses.Buffer, dlogits.Buffer, rows, columns, ignoreIndex);
            logSumExp.Free();
            logits.AddGrad(dlogits);
        }, targets);
        var counted = logits.NewLike([]);
        logits.Kernels.CountTargets(targets.Buffer, counted.Buffer, ignoreIndex);
        GC.KeepAlive(targets);
        return losses.Sum() / counted;
    }

    /// <summary>Some labels for a catalogue entry's logits.</summary>
    private static Tensor Labels(Tensor logits, int ignoreEvery = int.MaxValue)
    {
        int classes = logits.Shape[^1];
        int[] labels = [.. Enumerable.Range(1, logits.Count / classes).Select(row => row % ignoreEvery == 0 ? -100 : row * 7 % classes)];
        return Tensor.From(labels, [labels.Length], logits.Device);
    }
}
