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
    private readonly List<AdamWParameter> step = []; // what the kernel gets, made anew for each step

    /// <summary>An optimizer of groups, each with its own weight decay.</summary>
    public AdamW(IReadOnlyList<ParameterGroup> groups, double learningRate, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8)
        : this(groups, learningRate, beta1, beta2, eps, parameters => [.. parameters.Select(parameter => StateFor(parameter))])
    {
    }

    /// <summary>As above, with moments of another cut.</summary>
    private protected AdamW(
        IReadOnlyList<ParameterGroup> groups, double learningRate, double beta1, double beta2, double eps, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> makeMoments)
        : base(groups, learningRate)
    {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.eps = eps;
        FirstMoments = makeMoments(Parameters);
        SecondMoments = makeMoments(Parameters);
    }

    /// <summary>An optimizer of parameters with one weight decay; 0.01 is PyTorch's default.</summary>
    public AdamW(IReadOnlyList<Tensor> parameters, double learningRate, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0.01)
        : this([new ParameterGroup(parameters, weightDecay)], learningRate, beta1, beta2, eps)
    {
    }

    /// <summary>Steps taken; part of the state, since the bias correction depends on it.</summary>
    public int Steps { get; set; }

    /// <summary>In what precision the model multiplies: each step rounds its copies of the weights anew, in the pass that changes the weights. Null: there are no copies.</summary>
    public MixedPrecision? Precision { get; set; }

    /// <summary>m: the running mean of each parameter's gradient.</summary>
    public IReadOnlyList<Tensor> FirstMoments { get; }

    /// <summary>v: the running mean of its square.</summary>
    public IReadOnlyList<Tensor> SecondMoments { get; }

    /// <summary>One of a parameter's moments in the parameter's shape, whichever rank has it.</summary>
    /// <param name="parameter">Its number in <see cref="Optimizer.Parameters"/>.</param>
    /// <param name="moments">Which one: <see cref="FirstMoments"/> or <see cref="SecondMoments"/>.</param>
    internal virtual Tensor ReadMoment(int parameter, IReadOnlyList<Tensor> moments) => moments[parameter];

    /// <summary>Sets one of a parameter's moments.</summary>
    /// <inheritdoc cref="ReadMoment"/>
    /// <param name="parameter">As above.</param>
    /// <param name="moments">As above.</param>
    /// <param name="values">In the parameter's shape.</param>
    internal virtual void WriteMoment(int parameter, IReadOnlyList<Tensor> moments, Tensor values) => moments[parameter].Assign(values);

    /// <summary>
    /// nanoGPT's groups: parameters of two or more axes (weights, embeddings) decay; biases and norms do not.
    /// </summary>
    public static IReadOnlyList<ParameterGroup> DecayGroups(IReadOnlyList<Tensor> parameters, double weightDecay) =>
    [
        new ParameterGroup([.. parameters.Where(parameter => parameter.Rank >= 2)], weightDecay),
        new ParameterGroup([.. parameters.Where(parameter => parameter.Rank < 2)], 0),
    ];

    /// <inheritdoc/>
    public override void Step() => Step(clip: null);

    /// <summary>
    /// A step as if the gradients had been clipped first; they are not, which saves a pass over all of them.
    /// </summary>
    /// <param name="squaredNorm">(1): see <see cref="GradientClipping.Measure"/>.</param>
    /// <param name="maxNorm">The largest norm that stays as it is.</param>
    public void Step(Tensor squaredNorm, double maxNorm) => Step(new GradientClip(squaredNorm.Buffer, maxNorm));

    /// <summary>A step, of clipped gradients or not.</summary>
    private protected virtual void Step(GradientClip? clip)
    {
        Steps++;
        int i = 0;
        for (int g = 0; g < Groups.Count; g++)
        {
            var group = Groups[g];
            for (int j = 0; j < group.Parameters.Count; j++, i++)
            {
                if (group.Parameters[j] is { Grad: { } gradient } parameter)
                {
                    step.Add(new AdamWParameter(
                        parameter.Buffer, gradient.Buffer, FirstMoments[i].Buffer, SecondMoments[i].Buffer, group.WeightDecay, Precision?.RenewCopy(parameter)));
                }
            }
        }

        Update(step, clip);
    }

    /// <summary>Has the kernel make the step for some parameters, and empties their list.</summary>
    private protected void Update(List<AdamWParameter> parameters, GradientClip? clip)
    {
        if (parameters.Count > 0)
        {
            Parameters[0].Kernels.AdamWStep(parameters, new AdamWSettings(LearningRate, beta1, beta2, eps, Steps), clip);
            parameters.Clear();
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
