namespace Micrograd;

/// <summary>Parameters that share a weight decay.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="WeightDecay">How fast they shrink.</param>
public sealed record ParameterGroup(IReadOnlyList<Tensor> Parameters, double WeightDecay);

/// <summary>Changes parameters by their gradients.</summary>
public abstract class Optimizer
{
    /// <summary>An optimizer of some groups.</summary>
    private protected Optimizer(IReadOnlyList<ParameterGroup> groups, double learningRate)
    {
        Groups = groups;
        LearningRate = learningRate;
        Parameters = [.. groups.SelectMany(group => group.Parameters)];
    }

    /// <summary>The groups.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>All parameters, group by group.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>The step size; a schedule sets it before each step.</summary>
    public double LearningRate { get; set; }

    /// <summary>One step against the gradients. A parameter without one is left alone.</summary>
    public abstract void Step();

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGrad()
    {
        for (int i = 0; i < Parameters.Count; i++)
        {
            Parameters[i].ZeroGrad();
        }
    }

    /// <summary>Zeros in the shape of a parameter, for what an optimizer remembers about it.</summary>
    private protected static Tensor StateFor(Tensor parameter) => StateFor(parameter.Shape, parameter.Device);

    /// <summary>Zeros for what an optimizer remembers.</summary>
    private protected static Tensor StateFor(ReadOnlySpan<int> shape, Device device)
    {
        var state = Tensor.Zeros(shape, device);
        state.Outlives = true;
        return state;
    }
}
