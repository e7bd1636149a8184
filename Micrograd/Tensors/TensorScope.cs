namespace Micrograd;

/// <summary>
/// Frees what was made inside it: <c>using (Tensor.Scope()) { ... }</c> around a loop that never calls
/// <see cref="Tensor.Backward()"/>, such as sampling or evaluation. Parameters, their gradients and what was given to
/// <see cref="Keep"/> live on. A scope belongs to the thread that opened it.
/// </summary>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? current;

    /// <summary>The list of the scope closed last, which the next one uses, so that it need not grow anew in every training step.</summary>
    [ThreadStatic]
    private static List<Tensor>? spare;

    private readonly TensorScope? outer;
    private List<Tensor>? tensors; // null: closed

    private TensorScope(TensorScope? outer, List<Tensor> tensors)
    {
        this.outer = outer;
        this.tensors = tensors;
    }

    /// <summary>Lets a tensor that was made inside live on after the scope, in the scope around this one if there is one.</summary>
    /// <returns>The tensor.</returns>
    public Tensor Keep(Tensor tensor)
    {
        if (tensors is not null && tensors.Remove(tensor))
        {
            outer?.tensors?.Add(tensor);
        }

        return tensor;
    }

    /// <summary>Frees what was made inside. A second call does nothing.</summary>
    public void Dispose()
    {
        if (tensors is not { } mine)
        {
            return;
        }

        foreach (var tensor in mine)
        {
            if (!tensor.Outlives)
            {
                tensor.Free();
            }
        }

        mine.Clear();
        tensors = null;
        spare = mine;
        while (current is { tensors: null })
        {
            current = current.outer;
        }
    }

    /// <summary>Opens a scope inside the current one.</summary>
    internal static TensorScope Open()
    {
        var list = spare ?? [];
        spare = null;
        return current = new TensorScope(current, list);
    }

    internal static void Register(Tensor tensor) => current?.tensors?.Add(tensor);
}
