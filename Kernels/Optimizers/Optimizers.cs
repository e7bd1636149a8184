namespace Kernels;

/// <summary>One AdamW step's numbers (Kingma and Ba 2015; Loshchilov and Hutter 2019).</summary>
/// <param name="LearningRate">Step size.</param>
/// <param name="Beta1">Decay of the mean of the gradient.</param>
/// <param name="Beta2">Decay of the mean of its square.</param>
/// <param name="Eps">Keeps the division finite.</param>
/// <param name="Step">1 for the first step.</param>
public readonly record struct AdamWSettings(double LearningRate, double Beta1, double Beta2, double Eps, int Step)
{
    /// <summary>1 - β₁ᵗ.</summary>
    public double Correction1 => 1 - Math.Pow(Beta1, Step);

    /// <summary>1 - β₂ᵗ.</summary>
    public double Correction2 => 1 - Math.Pow(Beta2, Step);
}

/// <summary>A parameter of an AdamW step; all its buffers have as many elements.</summary>
/// <param name="Parameter">p, changed in place.</param>
/// <param name="Gradient">g, left alone.</param>
/// <param name="M">The gradient's running mean, changed in place.</param>
/// <param name="V">The running mean of its square, changed in place.</param>
/// <param name="WeightDecay">Decoupled: p shrinks by LearningRate·WeightDecay.</param>
/// <param name="Copy">Of <see cref="Device.BFloat16Type"/>: becomes the new p rounded to the nearest bf16, which products read; null: nobody reads one.</param>
public readonly record struct AdamWParameter(Buffer Parameter, Buffer Gradient, Buffer M, Buffer V, double WeightDecay, Buffer? Copy = null);

/// <summary>Clipping by the global norm, as part of a step.</summary>
/// <param name="SquaredNorm">(1): Σ g² over all gradients.</param>
/// <param name="MaxNorm">The largest norm that stays as it is.</param>
public readonly record struct GradientClip(Buffer SquaredNorm, double MaxNorm);

public partial interface IKernels
{
    /// <summary>
    /// For each parameter, in place: p -= lr·wd·p; m = β₁m + (1-β₁)g; v = β₂v + (1-β₂)g²; p -= lr·(m/c₁) / (√(v/c₂) + eps), where c are the
    /// bias corrections. All parameters in one call, so that a GPU can do them in one launch.
    /// </summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="settings">The step's numbers.</param>
    /// <param name="clip">Every g counts as <see cref="ClipByNorm"/> would leave it, which saves a pass over the gradients; null: as it is.</param>
    void AdamWStep(IReadOnlyList<AdamWParameter> parameters, AdamWSettings settings, GradientClip? clip = null);

    /// <summary>
    /// In place: g += wd·p; with momentum b = momentum·b + g (b = g on the first step) and g = b; p -= lr·g. As PyTorch's SGD.
    /// </summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient, left alone.</param>
    /// <param name="momentumBuffer">b, zero before the first step; null without momentum.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="momentum">Share of the last step that goes on.</param>
    /// <param name="weightDecay">L2 penalty.</param>
    void SgdStep(Buffer parameter, Buffer gradient, Buffer? momentumBuffer, double learningRate, double momentum, double weightDecay);

    /// <summary>result(0) += Σ x² over all of them; in a fixed order, so that the norm is the same on every run.</summary>
    /// <param name="xs">Gradients.</param>
    /// <param name="result">(1), added to.</param>
    void AddSquaredNorm(IReadOnlyList<Buffer> xs, Buffer result);

    /// <summary>In place: x *= min(1, maxNorm / (√squaredNorm + 1e-6)), as PyTorch's clip_grad_norm_.</summary>
    /// <param name="x">A gradient.</param>
    /// <param name="squaredNorm">(1): the sum over all gradients.</param>
    /// <param name="maxNorm">The largest norm that stays as it is.</param>
    void ClipByNorm(Buffer x, Buffer squaredNorm, double maxNorm);
}
