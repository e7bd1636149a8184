namespace Micrograd;

/// <summary>
/// Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019): steps of about the learning rate,
/// whatever the gradient's scale.
/// </summary>
public class AdamW : Optimizer
{
    private readonly double beta1;
    private readonly double beta2;
    private readonly double eps;

    /// <summary>An optimizer of groups, each with its own weight decay.</summary>
    public AdamW(IReadOnlyList<ParameterGroup> groups, double learningRate, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8)
        : base(groups, learningRate)
    {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.eps = eps;
        FirstMoments = [.. Parameters.Select(StateFor)];
        SecondMoments = [.. Parameters.Select(StateFor)];
    }

    /// <summary>An optimizer of parameters with one weight decay; 0.01 is PyTorch's default.</summary>
    public AdamW(IReadOnlyList<Tensor> parameters, double learningRate, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0.01)
        : this([new ParameterGroup(parameters, weightDecay)], learningRate, beta1, beta2, eps)
    {
    }

    /// <summary>Steps taken; part of the state, since the bias correction depends on it.</summary>
    public int Steps { get; set; }

    /// <summary>m: the running mean of each parameter's gradient.</summary>
    public IReadOnlyList<Tensor> FirstMoments { get; }

    /// <summary>v: the running mean of its square.</summary>
    public IReadOnlyList<Tensor> SecondMoments { get; }

    /// <summary>
    /// nanoGPT's groups: parameters of two or more axes (weights, embeddings) decay; biases and norms do not.
    /// </summary>
    public static IReadOnlyList<ParameterGroup> DecayGroups(IReadOnlyList<Tensor> parameters, double weightDecay) =>
    [
        new ParameterGroup([.. parameters.Where(parameter => parameter.Rank >= 2)], weightDecay),
        new ParameterGroup([.. parameters.Where(parameter => parameter.Rank < 2)], 0),
    ];

    /// <inheritdoc/>
    public override void Step()
    {
        Steps++;
        int i = 0;
        foreach (var group in Groups)
        {
            var settings = new AdamWSettings(LearningRate, beta1, beta2, eps, group.WeightDecay, Steps);
            for (int j = 0; j < group.Parameters.Count; j++, i++)
            {
                if (group.Parameters[j] is { Grad: { } gradient } parameter)
                {
                    parameter.Kernels.AdamWStep(
                        parameter.Buffer, gradient.Buffer, FirstMoments[i].Buffer, SecondMoments[i].Buffer, settings);
                }
            }
        }

        GC.KeepAlive(this); // a kernel sees addresses only: the optimizer's own tensors must live until it is done
    }
}

/// <summary>Adam (Kingma and Ba 2015): AdamW without weight decay.</summary>
/// <param name="parameters">What to learn.</param>
/// <param name="learningRate">Step size.</param>
/// <param name="beta1">Decay of the mean of the gradient.</param>
/// <param name="beta2">Decay of the mean of its square.</param>
/// <param name="eps">Keeps the division finite.</param>
public sealed class Adam(IReadOnlyList<Tensor> parameters, double learningRate, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8)
    : AdamW(parameters, learningRate, beta1, beta2, eps, weightDecay: 0);
