namespace Micrograd;

/// <summary>
/// A layer or a model: parameters with names, other modules inside it, and a forward function. Names are joined by dots
/// as in PyTorch (<c>transformer.h.0.attn.c_attn.weight</c>), so that weights can be exchanged.
/// </summary>
public abstract class Module
{
    private readonly List<(string Name, Tensor Tensor)> parameters = [];
    private readonly List<(string Name, Tensor Tensor)> buffers = [];
    private readonly List<(string Name, Module Module)> children = [];
    private bool training = true;

    /// <summary>Whether this is training: dropout drops and batch norm uses the batch's statistics. Setting it sets all modules inside.</summary>
    public bool Training
    {
        get => training;
        set
        {
            training = value;
            foreach (var (_, child) in children)
            {
                child.Training = value;
            }
        }
    }

    /// <summary>Every parameter with its full name, in the order of construction; one that two modules share comes once.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> NamedParameters
    {
        get
        {
            var all = new List<(string, Tensor)>();
            Collect("", all, new HashSet<Tensor>(ReferenceEqualityComparer.Instance));
            return all;
        }
    }

    /// <summary>Every number that is kept but not learned by gradients, such as running statistics, with its full name.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> NamedBuffers =>
    [
        .. buffers,
        .. children.SelectMany(child => child.Module.NamedBuffers.Select(buffer => ($"{child.Name}.{buffer.Name}", buffer.Tensor))),
    ];

    /// <summary>Every parameter.</summary>
    public IReadOnlyList<Tensor> Parameters => [.. NamedParameters.Select(parameter => parameter.Tensor)];

    /// <summary>The modules directly inside, with their names.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => children;

    /// <summary>Number of learned numbers.</summary>
    public long ParameterCount => Parameters.Sum(parameter => (long)parameter.Count);

    /// <summary>What the module computes.</summary>
    public abstract Tensor Forward(Tensor x);

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var parameter in Parameters)
        {
            parameter.ZeroGrad();
        }
    }

    /// <summary>Registers a learned tensor. Two modules that register the same one share it: tied weights.</summary>
    protected Tensor Parameter(string name, Tensor value)
    {
        parameters.Add((name, value.AsParameter(name)));
        return value;
    }

    /// <summary>Registers a tensor that is part of the module's state but not learned by gradients.</summary>
    protected Tensor Buffer(string name, Tensor value)
    {
        buffers.Add((name, value));
        value.Outlives = true;
        return value;
    }

    /// <summary>Registers a module inside this one.</summary>
    protected T Child<T>(string name, T module)
        where T : Module
    {
        children.Add((name, module));
        return module;
    }

    private void Collect(string prefix, List<(string, Tensor)> all, HashSet<Tensor> seen)
    {
        foreach (var (name, tensor) in parameters)
        {
            if (seen.Add(tensor))
            {
                all.Add((prefix + name, tensor));
            }
        }

        foreach (var (name, child) in children)
        {
            child.Collect($"{prefix}{name}.", all, seen);
        }
    }
}
