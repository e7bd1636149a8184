namespace Kernels;

public partial interface IKernels
{
    /// <summary>
    /// Softmax and negative log-likelihood in one: loss(r) = log Σⱼ exp x(r, j) - x(r, target(r)); 0 for an ignored row.
    /// </summary>
    /// <param name="logits">(rows, columns), floats or bf16.</param>
    /// <param name="targets">(rows) of I32: the right column, or <paramref name="ignoreIndex"/>.</param>
    /// <param name="losses">(rows).</param>
    /// <param name="logSumExp">(rows), saved for the backward pass.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of classes.</param>
    /// <param name="ignoreIndex">Rows with this target count for nothing; -100 in PyTorch, -1 in nanoGPT.</param>
    void CrossEntropyForward(Buffer logits, Buffer targets, Buffer losses, Buffer logSumExp, int rows, int columns, int ignoreIndex);

    /// <summary>dx(r, j) = (softmax(x(r, ·))(j) - [j = target(r)]) · dloss(r); 0 for an ignored row.</summary>
    /// <param name="logits">(rows, columns), floats or bf16.</param>
    /// <param name="targets">(rows) of I32.</param>
    /// <param name="logSumExp">(rows), from the forward pass.</param>
    /// <param name="dlosses">(rows).</param>
    /// <param name="dlogits">(rows, columns), of the same type; may be the logits themselves, which are overwritten then.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of classes.</param>
    /// <param name="ignoreIndex">As in the forward pass.</param>
    void CrossEntropyBackward(
        Buffer logits, Buffer targets, Buffer logSumExp, Buffer dlosses, Buffer dlogits, int rows, int columns, int ignoreIndex);

    /// <summary>count(0) = how many targets are not <paramref name="ignoreIndex"/>: what a mean loss is divided by.</summary>
    /// <param name="targets">Any number of I32.</param>
    /// <param name="count">(1), a real number.</param>
    /// <param name="ignoreIndex">Targets that do not count.</param>
    void CountTargets(Buffer targets, Buffer count, int ignoreIndex);
}
