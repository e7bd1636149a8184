namespace Micrograd;

/// <summary>
/// Frees what was made inside it: <c>using (Tensor.Scope()) { ... }</c> around a loop that never calls
/// <see cref="Tensor.Backward()"/>, such as sampling or evaluation. Parameters, their gradients and what was given to
/// <see cref="Keep"/> live on.
/// </summary>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? current;

    [ThreadStatic]
    private static TensorScope? spare;

    private readonly List<Tensor> tensors = [];
    private TensorScope? outer;

    private TensorScope()
    {
    }

    /// <summary>Lets a tensor live on after the scope, in the scope around this one if there is one.</summary>
    /// <returns>The tensor.</returns>
    public Tensor Keep(Tensor tensor)
    {
        tensors.Remove(tensor);
        outer?.tensors.Add(tensor);
        return tensor;
    }

    /// <summary>Frees what was made inside.</summary>
    public void Dispose()
    {
        foreach (var tensor in tensors)
        {
            if (!tensor.Outlives)
            {
                tensor.Free();
            }
        }

        tensors.Clear();
        current = outer;
        outer = null;
        spare = this;
    }

    /// <summary>Opens a scope; the last closed one is used again, so that a training step allocates nothing for it.</summary>
    internal static TensorScope Open()
    {
        var scope = spare ?? new TensorScope();
        spare = null;
        scope.outer = current;
        return current = scope;
    }

    internal static void Register(Tensor tensor) => current?.tensors.Add(tensor);
}
