namespace Micrograd;

/// <summary>Stochastic gradient descent: p -= lr·g, with momentum and weight decay as in PyTorch.</summary>
public sealed class Sgd : Optimizer
{
    private readonly double momentum;
    private readonly Tensor?[] momentumBuffers;

    /// <summary>An optimizer of these parameters.</summary>
    public Sgd(IReadOnlyList<Tensor> parameters, double learningRate, double momentum = 0, double weightDecay = 0)
        : base([new ParameterGroup(parameters, weightDecay)], learningRate)
    {
        this.momentum = momentum;
        momentumBuffers = [.. Parameters.Select(parameter => momentum == 0 ? null : StateFor(parameter))];
    }

    /// <inheritdoc/>
    public override void Step()
    {
        for (int i = 0; i < Parameters.Count; i++)
        {
            if (Parameters[i] is { Grad: { } gradient } parameter)
            {
                parameter.Kernels.SgdStep(
                    parameter.Buffer, gradient.Buffer, momentumBuffers[i]?.Buffer, LearningRate, momentum, Groups[0].WeightDecay);
            }
        }

        GC.KeepAlive(this); // a kernel sees addresses only: the optimizer's own tensors must live until it is done
    }
}
