using System.Diagnostics;

namespace Kernels;

/// <summary>
/// Every kernel with its price: how many floating-point operations its formula has, and how many bytes it must move. An operand moves
/// once, one that is changed in place twice (<c>Bytes(x, x)</c>); what fits into the caches may be faster than memory then.
/// </summary>
/// <param name="device">Whose kernels are called, and whose meter is told.</param>
internal sealed class MeteredKernels(MeteredDevice device) : IKernels
{
    private IKernels Inner => device.Inner.Kernels;

    public void MatMul(Buffer a, Buffer b, Buffer? bias, Buffer c, MatMulShape shape, bool accumulate = false) => Run(
        "MatMul", shape.Flops + (bias is null ? 0 : c.Length), Bytes(a, b, bias, c, accumulate ? c : null), () => Inner.MatMul(a, b, bias, c, shape, accumulate));

    public void AttentionForward(Buffer qkv, Buffer y, Buffer logSumExp, AttentionShape shape) =>
        Run("AttentionForward", shape.ForwardFlops, Bytes(qkv, y, logSumExp), () => Inner.AttentionForward(qkv, y, logSumExp, shape));

    public void AttentionBackward(Buffer qkv, Buffer y, Buffer logSumExp, Buffer dy, Buffer dqkv, AttentionShape shape) =>
        Run("AttentionBackward", shape.BackwardFlops, Bytes(qkv, y, logSumExp, dy, dqkv), () => Inner.AttentionBackward(qkv, y, logSumExp, dy, dqkv, shape));

    public void CachedAttention(Buffer qkv, Buffer keys, Buffer values, Buffer y, CachedAttentionShape shape)
    {
        double seen = (double)shape.B * shape.T * (shape.Past + ((shape.T + 1) / 2.0)); // pairs of a query and a key
        double cached = 2.0 * shape.B * shape.KeyValueHeads * shape.HeadSize * (shape.Past + shape.T) * keys.Type.Size();
        Run("CachedAttention", 4 * seen * shape.Heads * shape.HeadSize, Bytes(qkv, y) + cached, () => Inner.CachedAttention(qkv, keys, values, y, shape));
    }

    public void SoftmaxForward(Buffer x, Buffer y, int rows, int columns) =>
        Run("SoftmaxForward", 5.0 * x.Length, Bytes(x, y), () => Inner.SoftmaxForward(x, y, rows, columns));

    public void SoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns) =>
        Run("SoftmaxBackward", 4.0 * y.Length, Bytes(y, dy, dx), () => Inner.SoftmaxBackward(y, dy, dx, rows, columns));

    public void LogSoftmaxForward(Buffer x, Buffer y, int rows, int columns) =>
        Run("LogSoftmaxForward", 5.0 * x.Length, Bytes(x, y), () => Inner.LogSoftmaxForward(x, y, rows, columns));

    public void LogSoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns) =>
        Run("LogSoftmaxBackward", 4.0 * y.Length, Bytes(y, dy, dx), () => Inner.LogSoftmaxBackward(y, dy, dx, rows, columns));

    public void CrossEntropyForward(Buffer logits, Buffer targets, Buffer losses, Buffer logSumExp, int rows, int columns, int ignoreIndex) => Run(
        "CrossEntropyForward", 4.0 * logits.Length, Bytes(logits, targets, losses, logSumExp),
        () => Inner.CrossEntropyForward(logits, targets, losses, logSumExp, rows, columns, ignoreIndex));

    public void CrossEntropyBackward(Buffer logits, Buffer targets, Buffer logSumExp, Buffer dlosses, Buffer dlogits, int rows, int columns, int ignoreIndex) => Run(
        "CrossEntropyBackward", 3.0 * logits.Length, Bytes(logits, targets, logSumExp, dlosses, dlogits),
        () => Inner.CrossEntropyBackward(logits, targets, logSumExp, dlosses, dlogits, rows, columns, ignoreIndex));

    public void CountTargets(Buffer targets, Buffer count, int ignoreIndex) =>
        Run("CountTargets", targets.Length, Bytes(targets, count), () => Inner.CountTargets(targets, count, ignoreIndex));

    public void LayerNormForward(Buffer x, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps) => Run(
        "LayerNormForward", (beta is null ? 7.0 : 8.0) * x.Length, Bytes(x, gamma, beta, y, mean, rstd),
        () => Inner.LayerNormForward(x, gamma, beta, y, mean, rstd, rows, columns, eps));

    public void AddLayerNormForward(
        Buffer x, Buffer f, Buffer sum, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps) => Run(
        "AddLayerNormForward", (beta is null ? 8.0 : 9.0) * x.Length, Bytes(x, f, sum, gamma, beta, y, mean, rstd),
        () => Inner.AddLayerNormForward(x, f, sum, gamma, beta, y, mean, rstd, rows, columns, eps));

    public void LayerNormBackward(Buffer x, Buffer gamma, Buffer mean, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, Buffer? dbeta, int rows, int columns, bool accumulate = false, Buffer? rounded = null) => Run(
        "LayerNormBackward", (dbeta is null ? 12.0 : 13.0) * x.Length, Bytes(x, gamma, mean, rstd, dy, dx, accumulate ? dx : null, rounded, dgamma, dbeta),
        () => Inner.LayerNormBackward(x, gamma, mean, rstd, dy, dx, dgamma, dbeta, rows, columns, accumulate, rounded));

    public void RmsNormForward(Buffer x, Buffer gamma, Buffer y, Buffer rstd, int rows, int columns, double eps) =>
        Run("RmsNormForward", 4.0 * x.Length, Bytes(x, gamma, y, rstd), () => Inner.RmsNormForward(x, gamma, y, rstd, rows, columns, eps));

    public void RmsNormBackward(Buffer x, Buffer gamma, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, int rows, int columns) => Run(
        "RmsNormBackward", 9.0 * x.Length, Bytes(x, gamma, rstd, dy, dx, dgamma), () => Inner.RmsNormBackward(x, gamma, rstd, dy, dx, dgamma, rows, columns));

    public void BatchNormForward(
        Buffer x, Buffer gamma, Buffer beta, Buffer y, Buffer mean, Buffer variance, int rows, int columns, double eps, int correction) => Run(
        "BatchNormForward", 8.0 * x.Length, Bytes(x, gamma, beta, y, mean, variance),
        () => Inner.BatchNormForward(x, gamma, beta, y, mean, variance, rows, columns, eps, correction));

    public void BatchNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer variance, Buffer dy, Buffer dx, Buffer dgamma, Buffer dbeta, int rows, int columns, double eps, int correction) => Run(
        "BatchNormBackward", 11.0 * x.Length, Bytes(x, gamma, mean, variance, dy, dx, dgamma, dbeta),
        () => Inner.BatchNormBackward(x, gamma, mean, variance, dy, dx, dgamma, dbeta, rows, columns, eps, correction));

    public void Unary<TOp>(TOp op, Buffer x, Buffer y)
        where TOp : struct, IUnary => Run("Unary", x.Length, Bytes(x, y), () => Inner.Unary(op, x, y));

    /// <summary>x or y is read, whichever the derivative is made of.</summary>
    public void UnaryBackward<TOp>(TOp op, Buffer x, Buffer y, Buffer dy, Buffer dx)
        where TOp : struct, IUnary => Run("UnaryBackward", 2.0 * x.Length, Bytes(x, dy, dx), () => Inner.UnaryBackward(op, x, y, dy, dx));

    public void Binary<TOp>(TOp op, Buffer a, Buffer b, Buffer y, BinaryShape shape)
        where TOp : struct, IBinary => Run("Binary", y.Length, Bytes(a, b, y), () => Inner.Binary(op, a, b, y, shape));

    public void BinaryBackward<TOp>(TOp op, Buffer a, Buffer b, Buffer dy, Buffer? da, Buffer? db, BinaryShape shape)
        where TOp : struct, IBinary => Run(
        "BinaryBackward", 2.0 * dy.Length * ((da is null ? 0 : 1) + (db is null ? 0 : 1)), Bytes(a, b, dy, da, db), () => Inner.BinaryBackward(op, a, b, dy, da, db, shape));

    public void Dropout(Buffer x, Buffer y, float p, uint seed) => Run("Dropout", x.Length, Bytes(x, y), () => Inner.Dropout(x, y, p, seed));

    public void Rope(Buffer x, Buffer cos, Buffer sin, Buffer y, RopeShape shape) =>
        Run("Rope", 3.0 * shape.B * shape.T * shape.Rotated, Bytes(x, y), () => Inner.Rope(x, cos, sin, y, shape));

    public void RoundToBFloat16(Buffer x, Buffer y) => Run("RoundToBFloat16", 0, Bytes(x, y), () => Inner.RoundToBFloat16(x, y));

    public void WidenBFloat16(Buffer x, Buffer y) => Run("WidenBFloat16", 0, Bytes(x, y), () => Inner.WidenBFloat16(x, y));

    public void EmbeddingForward(Buffer table, Buffer indices, Buffer y, int rows, int columns) =>
        Run("EmbeddingForward", 0, Bytes(indices, y, y), () => Inner.EmbeddingForward(table, indices, y, rows, columns));

    public void EmbeddingBackward(Buffer dy, Buffer indices, Buffer dtable, int rows, int columns) =>
        Run("EmbeddingBackward", dy.Length, Bytes(indices, dy, dy, dy), () => Inner.EmbeddingBackward(dy, indices, dtable, rows, columns));

    public void SumForward(Buffer x, Buffer y, int outer, int n, int inner, double scale) =>
        Run("SumForward", x.Length, Bytes(x, y), () => Inner.SumForward(x, y, outer, n, inner, scale));

    public void SumBackward(Buffer dy, Buffer dx, int outer, int n, int inner, double scale) =>
        Run("SumBackward", dx.Length, Bytes(dy, dx), () => Inner.SumBackward(dy, dx, outer, n, inner, scale));

    public void MaxForward(Buffer x, Buffer y, Buffer argmax, int outer, int n, int inner) =>
        Run("MaxForward", x.Length, Bytes(x, y, argmax), () => Inner.MaxForward(x, y, argmax, outer, n, inner));

    public void MaxBackward(Buffer dy, Buffer argmax, Buffer dx, int outer, int n, int inner) =>
        Run("MaxBackward", 0, Bytes(dy, argmax, dx), () => Inner.MaxBackward(dy, argmax, dx, outer, n, inner));

    public void VarianceForward(Buffer x, Buffer y, Buffer mean, int outer, int n, int inner, int correction) =>
        Run("VarianceForward", 4.0 * x.Length, Bytes(x, y, mean), () => Inner.VarianceForward(x, y, mean, outer, n, inner, correction));

    public void VarianceBackward(Buffer x, Buffer mean, Buffer dy, Buffer dx, int outer, int n, int inner, int correction) =>
        Run("VarianceBackward", 3.0 * x.Length, Bytes(x, mean, dy, dx), () => Inner.VarianceBackward(x, mean, dy, dx, outer, n, inner, correction));

    public void Fill(Buffer x, double value) => Run("Fill", 0, Bytes(x), () => Inner.Fill(x, value));

    public void Copy(Buffer x, Buffer y) => Run("Copy", 0, Bytes(x, y), () => Inner.Copy(x, y));

    public void Gather(Buffer x, StridedView view, Buffer y) => Run("Gather", 0, Bytes(y, y), () => Inner.Gather(x, view, y));

    public void Scatter(Buffer x, Buffer y, StridedView view) => Run("Scatter", 0, Bytes(x, x), () => Inner.Scatter(x, y, view));

    public void AddInto(Buffer x, Buffer y) => Run("AddInto", x.Length, Bytes(x, y, y), () => Inner.AddInto(x, y));

    public void MaskedFill(Buffer x, Buffer mask, Buffer y, double value) =>
        Run("MaskedFill", 0, Bytes(x, mask, y), () => Inner.MaskedFill(x, mask, y, value));

    public void AdamWStep(IReadOnlyList<AdamWParameter> parameters, AdamWSettings settings, GradientClip? clip) => Run(
        "AdamWStep", parameters.Sum(one => 16.0 * one.Parameter.Length),
        parameters.Sum(one => Bytes(one.Parameter, one.Parameter, one.Gradient, one.M, one.M, one.V, one.V, one.Copy)), () => Inner.AdamWStep(parameters, settings, clip));

    public void SgdStep(Buffer parameter, Buffer gradient, Buffer? momentumBuffer, double learningRate, double momentum, double weightDecay) => Run(
        "SgdStep", (momentumBuffer is null ? 4.0 : 6.0) * parameter.Length, Bytes(parameter, parameter, gradient, momentumBuffer, momentumBuffer),
        () => Inner.SgdStep(parameter, gradient, momentumBuffer, learningRate, momentum, weightDecay));

    public void AddSquaredNorm(IReadOnlyList<Buffer> xs, Buffer result) =>
        Run("AddSquaredNorm", xs.Sum(x => 2.0 * x.Length), xs.Sum(x => Bytes(x)), () => Inner.AddSquaredNorm(xs, result));

    /// <summary>A gradient that is short enough is left alone, and nothing moves.</summary>
    public void ClipByNorm(Buffer x, Buffer squaredNorm, double maxNorm)
    {
        Span<double> squared = stackalloc double[1];
        device.Read(squaredNorm, squared);
        bool clips = !(Math.Sqrt(squared[0]) + 1e-6 <= maxNorm);
        Run("ClipByNorm", clips ? x.Length : 0, clips ? Bytes(x, x) : 0, () => Inner.ClipByNorm(x, squaredNorm, maxNorm));
    }

    private static double Bytes(params ReadOnlySpan<Buffer?> operands)
    {
        double bytes = 0;
        foreach (var operand in operands)
        {
            bytes += operand is { } there ? (double)there.Length * there.Type.Size() : 0;
        }

        return bytes;
    }

    private void Run(string kernel, double flops, double bytes, Action call)
    {
        device.Synchronize();
        long start = Stopwatch.GetTimestamp();
        call();
        device.Synchronize();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        device.Meter?.Add(new KernelCall(kernel, seconds, flops, bytes));
    }
}
