namespace Micrograd;

/// <summary>
/// Batch normalisation over all axes but the last. Training uses the batch's statistics and lets the running ones
/// follow; evaluation uses the running ones.
/// </summary>
public sealed class BatchNorm1d : Module
{
    private readonly double eps;
    private readonly double momentum;
    private readonly int correction;

    /// <summary>Starts with scale 1, shift 0, running mean 0 and running variance 1.</summary>
    /// <param name="size">Size of the last axis.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">How far the running statistics move towards each batch's.</param>
    /// <param name="correction">0: normalises by the biased variance, as PyTorch; 1: by the unbiased one, as the lecture.</param>
    /// <param name="device">Where the parameters live; null: the default device.</param>
    public BatchNorm1d(int size, double eps = 1e-5, double momentum = 0.1, int correction = 0, Device? device = null)
    {
        this.eps = eps;
        this.momentum = momentum;
        this.correction = correction;
        Weight = Parameter("weight", Tensor.Ones([size], device));
        Bias = Parameter("bias", Tensor.Zeros([size], device));
        RunningMean = Buffer("running_mean", Tensor.Zeros([size], device));
        RunningVariance = Buffer("running_var", Tensor.Ones([size], device));
    }

    /// <summary>The scale, gamma.</summary>
    public Tensor Weight { get; }

    /// <summary>The shift, beta.</summary>
    public Tensor Bias { get; }

    /// <summary>What the mean of the batches has been of late.</summary>
    public Tensor RunningMean { get; }

    /// <summary>What the unbiased variance of the batches has been of late.</summary>
    public Tensor RunningVariance { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">Training on a single row.</exception>
    public override Tensor Forward(Tensor x)
    {
        if (!Training)
        {
            return ((x - RunningMean) * (RunningVariance + eps).Pow(-0.5) * Weight) + Bias;
        }

        var (y, mean, variance) = F.BatchNorm(x, Weight, Bias, eps, correction);
        int rows = x.Count / x.Shape[^1];
        if (rows < 2)
        {
            throw new ShapeException($"BatchNorm1d: {Shapes.Format(x.Shape)} is a single row, which has no variance to learn from; give more rows, or set Training to false.");
        }

        using (Tensor.NoGrad())
        {
            double unbiased = (double)(rows - correction) / (rows - 1);
            RunningMean.Data = ((1 - momentum) * RunningMean) + (momentum * mean);
            RunningVariance.Data = ((1 - momentum) * RunningVariance) + (momentum * unbiased * variance);
        }

        return y;
    }
}
